import type { Address, TLSInfo, Transport } from "@twist/core";
import type { RequestHead } from "../machine/request-head.js";
import { CHUNKED } from "../wire/body-framing.js";
import type { Headers } from "../wire/headers.js";
import type { TargetForm } from "../wire/request-target.js";
import type { RequestConnection } from "./http-connection.js";
import { type BodySource, RequestBody } from "./request-body.js";

const NO_SEGMENTS: readonly string[] = Object.freeze([]);

/** A request that a server has received. What is not looked at is not made: fields, body and signal cost nothing until then. */
export class HTTPRequest implements BodySource {
  /** The decoded path segments that lead to the resource that renders it, and those that are left. Set while a resource tree is walked. */
  prepath: readonly string[] = NO_SEGMENTS;
  postpath: readonly string[] = NO_SEGMENTS;
  readonly #head: RequestHead;
  readonly #connection: RequestConnection<HTTPRequest>;
  #body: RequestBody | undefined = undefined;
  #controller: AbortController | undefined = undefined;
  #lost: Error | undefined = undefined;

  /** @internal */
  constructor(head: RequestHead, connection: RequestConnection<HTTPRequest>) {
    this.#head = head;
    this.#connection = connection;
  }

  /** As sent: methods are case-sensitive. */
  get method(): string {
    return this.#head.method;
  }

  /** The request-target, as sent. */
  get target(): string {
    return this.#head.target;
  }

  /** Which of the four forms `target` has (RFC 9112 §3.2). */
  get targetForm(): TargetForm {
    return this.#head.targetForm;
  }

  /** The path of the target, still encoded, without the query. `*` for an asterisk; empty for CONNECT. */
  get path(): string {
    const full = this.pathAndQuery;
    const query = full.indexOf("?");
    return query < 0 ? full : full.substring(0, query);
  }

  /** What follows the first `?` of the target, still encoded; empty where there is none. */
  get query(): string {
    const full = this.pathAndQuery;
    const query = full.indexOf("?");
    return query < 0 ? "" : full.substring(query + 1);
  }

  /** Path and query as sent: the target itself in origin form, the part after the authority in absolute form. */
  get pathAndQuery(): string {
    const { target, targetForm } = this.#head;
    if (targetForm === "authority") return "";
    if (targetForm !== "absolute") return target;
    const start = target.indexOf("://");
    if (start < 0) return target;
    let at = start + 3;
    while (at < target.length && target[at] !== "/" && target[at] !== "?") at++;
    const rest = target.substring(at);
    return rest.startsWith("/") ? rest : `/${rest}`;
  }

  /** The fields, in order. */
  get headers(): Headers {
    return this.#head.headers;
  }

  /** Host, with the port where one was given. Empty where an HTTP/1.0 client named none. */
  get authority(): string {
    return this.#head.authority;
  }

  /** The client speaks HTTP/1.`minorVersion`: 0 or 1. */
  get minorVersion(): number {
    return this.#head.minorVersion;
  }

  /** Whether the connection may speak something else after this request (see `HTTPResponse.upgrade`). */
  get mayUpgrade(): boolean {
    return this.#head.maySwitch;
  }

  /** The client's end of the connection: the peer of the transport, which may be a proxy. */
  get peer(): Address {
    return this.#connection.transport.peer;
  }

  /** Our end of the connection. */
  get host(): Address {
    return this.#connection.transport.host;
  }

  /** The TLS of the connection, where there is any. */
  get secure(): TLSInfo | undefined {
    return this.#connection.transport.secure;
  }

  /** The wire that it came on: for its clock and addresses. To write to it is to break the connection. */
  get transport(): Transport {
    return this.#connection.transport;
  }

  /** Whether a body was announced. */
  get hasBody(): boolean {
    return this.#head.framing !== 0;
  }

  /** The content. */
  get body(): RequestBody {
    if (this.#body !== undefined) return this.#body;
    const { framing } = this.#head;
    const body = (this.#body = new RequestBody(this, framing === CHUNKED ? undefined : framing));
    if (framing === 0) body.end(undefined);
    return body;
  }

  /** Aborts when the client goes away, or the server gives up, before the response is complete. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#lost !== undefined) this.#controller.abort(this.#lost);
    }
    return this.#controller.signal;
  }

  /** For the connection: nobody waits for the response any more. */
  lost(reason: Error): void {
    if (this.#lost !== undefined) return;
    this.#lost = reason;
    this.#body?.fail(reason);
    this.#controller?.abort(reason);
  }

  /** For the connection: the response is complete. What has not been read of the body won't be. */
  answered(): void {
    if (this.#head.framing !== 0 && !this.body.ended) this.body.close();
  }

  /** For the body. @internal */
  bodyWanted(): void {
    this.#connection.bodyWanted(this);
  }

  /** For the body. @internal */
  setBodyPaused(paused: boolean): void {
    this.#connection.setBodyPaused(this, paused);
  }

  /** For the body. @internal */
  discardBody(): void {
    this.#connection.discardBody(this);
  }
}
