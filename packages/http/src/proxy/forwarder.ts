import type { ClientResponse } from "../client/client-response.js";
import type { RequestOptions } from "../client/request-options.js";
import type { HTTPRequest } from "../server/http-request.js";
import type { HTTPResponse } from "../server/http-response.js";
import { sendStatus } from "../server/send-status.js";
import { Headers } from "../wire/headers.js";
import { parseList } from "../wire/list.js";
import { equalsIgnoreCase } from "../wire/octets.js";
import type { ForwardedBody } from "./forwarded-body.js";
import { forwardableTrailers } from "./forwardable-trailers.js";
import { connectionFields, isForAll, isHopByHop } from "./hop-by-hop.js";
import { RefusedEnd } from "./refused-end.js";
import { ResponseRelay } from "./response-relay.js";
import { Tunnel } from "./tunnel.js";
import type { TunnelRoom } from "./tunnel-room.js";
import type { Via } from "./via.js";

/** What a `Forwarder` goes by. */
export interface ForwarderSettings {
  readonly via: Via;
  readonly room: TunnelRoom;
  /** Protocols that Upgrade may switch to, in lower case. */
  readonly upgrades: ReadonlySet<string>;
  readonly headersTimeoutMs: number;
  readonly bodyGapTimeoutMs: number;
  readonly tunnelIdleTimeoutMs: number;
}

/** Where a request is sent on to. */
export interface Destination {
  readonly url: URL;
  readonly target: string;
  readonly headers: Headers;
}

const METHODS = { Allow: "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS" };
const MAX_FORWARDS = /^\d{1,9}$/;

/** What HTTP asks of every proxy, whichever side it stands on (RFC 9110 §7.6): fields of one hop taken out, Via added, messages framed anew, tunnels. */
export class Forwarder {
  readonly #settings: ForwarderSettings;

  constructor(settings: ForwarderSettings) {
    this.#settings = settings;
  }

  /** Answers a request that isn't sent on to anybody. @returns whether it was one. */
  answersItself(request: HTTPRequest, response: HTTPResponse): boolean {
    const { method, headers } = request;
    if (method === "TRACE") {
      // It would show the client what proxies on the way have added, and scripts what their cookies are.
      response.headers.set("Allow", METHODS.Allow);
      sendStatus(response, 405);
    } else if (this.#settings.via.isLoop(headers)) {
      sendStatus(response, 508);
    } else if (namesFieldsForAll(headers)) {
      sendStatus(response, 400);
    } else if (method === "OPTIONS" && headers.get("max-forwards") === "0") {
      response.send(204, METHODS);
    } else {
      return false;
    }
    return true;
  }

  /**
   * The fields of `request` that are handed on, with Via, and with what this hop asks for itself.
   * @param keeps Whether a field that isn't hop-by-hop is handed on, by its name in lower case. Host never is.
   */
  requestFields(request: HTTPRequest, host: string, keeps: (name: string) => boolean): Headers {
    const { headers } = request;
    const named = connectionFields(headers);
    const sent = new Headers([["Host", host]]);
    for (const [name, value] of headers) {
      const lower = name.toLowerCase();
      if (lower !== "host" && !isHopByHop(lower, named) && keeps(lower)) sent.append(name, value);
    }
    this.#settings.via.add(sent, request.minorVersion);
    this.#addOwnOptions(sent, request);
    return sent;
  }

  /** What is asked of a client for `request` to be sent on to `destination`. */
  requestOptions(
    request: HTTPRequest,
    response: HTTPResponse,
    { url, target, headers }: Destination,
    body: ForwardedBody | undefined,
  ): RequestOptions {
    const { headersTimeoutMs, bodyGapTimeoutMs } = this.#settings;
    const options: RequestOptions = {
      url,
      target,
      headers,
      method: request.method,
      headersTimeoutMs,
      bodyGapTimeoutMs,
      signal: request.signal,
      onInterim: (head) => {
        // 100 isn't ours to hand on: the client is told when its body is asked for.
        if (head.status === 100 || response.headSent) return;
        response.sendInterim(head.status, this.responseFields(head.headers, head.minorVersion));
      },
    };
    return body === undefined ? options : { ...options, ...bodyOptions(request, body) };
  }

  /** The fields of an answer that are handed on, with Via. */
  responseFields(headers: Headers, minorVersion: number): Headers {
    const named = connectionFields(headers);
    const sent = new Headers();
    for (const [name, value] of headers) if (!isHopByHop(name.toLowerCase(), named)) sent.append(name, value);
    this.#settings.via.add(sent, minorVersion);
    return sent;
  }

  /** Hands an answer on. Fires when it has come to its end, good or bad. @param fields Made by `responseFields`, and changed since. */
  async handOn(answer: ClientResponse, response: HTTPResponse, fields: Headers): Promise<void> {
    if (answer.upgraded) {
      await this.#tunnel(answer, response, fields);
      return;
    }
    const length = contentLength(answer);
    // Of a content that isn't there: it says how long the one is that the client has.
    if (answer.status === 304 && length !== undefined) fields.set("Content-Length", String(length));
    response.sendHead(answer.status, fields, length);
    const relay = new ResponseRelay(answer.body, response);
    relay.start();
    await relay.done;
  }

  /** Makes a tunnel, where there is room for one: otherwise `undefined`. What it took is given back when it is done. */
  openTunnel(request: HTTPRequest): Tunnel | undefined {
    const { room, tunnelIdleTimeoutMs } = this.#settings;
    const { peer, signal } = request;
    if (!room.take(peer)) return undefined;
    const tunnel = new Tunnel(request.transport.clock, tunnelIdleTimeoutMs);
    const giveUp = (): void => {
      tunnel.abort(new Error("the client has gone"));
    };
    if (signal.aborted) giveUp();
    else signal.addEventListener("abort", giveUp, { once: true });
    tunnel.done.addCallback(() => {
      signal.removeEventListener("abort", giveUp);
      room.give(peer);
    });
    return tunnel;
  }

  async #tunnel(answer: ClientResponse, response: HTTPResponse, fields: Headers): Promise<void> {
    const { request } = response;
    const protocol = answer.headers.get("upgrade") ?? "";
    const isAskedFor = equalsIgnoreCase(protocol, request.headers.get("upgrade") ?? "");
    const tunnel = isAskedFor ? this.openTunnel(request) : undefined;
    if (tunnel === undefined) {
      // The connection speaks another protocol now, so there is nothing else to do with it.
      answer.switchProtocol(new RefusedEnd());
      sendStatus(response, isAskedFor ? 503 : 502);
      return;
    }
    fields.set("Connection", "Upgrade");
    fields.set("Upgrade", protocol);
    try {
      answer.switchProtocol(tunnel.server);
      response.upgrade(tunnel.client, fields);
    } catch (error) {
      tunnel.abort(new Error("the tunnel could not be made", { cause: error }));
      throw error;
    }
    await tunnel.done;
  }

  #addOwnOptions(sent: Headers, request: HTTPRequest): void {
    const { headers, method } = request;
    const options: string[] = [];
    const te = headers.get("te");
    if (te !== undefined && parseList(te).some((coding) => equalsIgnoreCase(coding, "trailers"))) {
      sent.append("TE", "trailers");
      options.push("TE");
    }
    const upgrade = headers.get("upgrade");
    if (upgrade !== undefined && request.mayUpgrade && this.#settings.upgrades.has(upgrade.toLowerCase())) {
      sent.append("Upgrade", upgrade);
      options.push("Upgrade");
    }
    if (options.length > 0) sent.append("Connection", options.join(", "));
    const forwards = method === "OPTIONS" ? headers.get("max-forwards") : undefined;
    if (forwards !== undefined && MAX_FORWARDS.test(forwards)) sent.set("Max-Forwards", String(Number(forwards) - 1));
  }
}

function bodyOptions(request: HTTPRequest, body: ForwardedBody): Partial<RequestOptions> {
  const { announcedBytes } = request.body;
  const expectContinue = request.minorVersion === 1 && request.headers.has("expect");
  if (announcedBytes !== undefined) return { body, expectContinue, contentLength: announcedBytes };
  return { body, expectContinue, trailers: () => forwardableTrailers(body.trailers) ?? new Headers() };
}

/** Whether Connection names a field that is for every recipient: see hop-by-hop.ts. */
function namesFieldsForAll(headers: Headers): boolean {
  for (const name of connectionFields(headers)) if (isForAll(name)) return true;
  return false;
}

/** The length that an answer announces, where it may and does. */
function contentLength({ status, headers }: ClientResponse): number | undefined {
  if (status === 204 || headers.has("transfer-encoding")) return undefined;
  const length = headers.get("content-length");
  return length === undefined ? undefined : Number(length);
}
