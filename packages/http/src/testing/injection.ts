import type { ConnectionEnd, ReactorTime } from "@twist/core";
import { StringTransport } from "@twist/core/testing";
import type { ClientSink } from "../machine/client-sink.js";
import { HTTP1ClientMachine } from "../machine/http1-client-machine.js";
import type { OutgoingRequest } from "../machine/outgoing-request.js";
import type { ResponseHead } from "../machine/response-head.js";
import type { Headers } from "../wire/headers.js";
import type { HTTPError } from "../wire/http-error.js";
import type { WriteList } from "../wire/write-list.js";
import { InjectedResponse } from "./injected-response.js";

/** One exchange over a wire in memory: this is the wire that the server sees, and the client that speaks on it. */
export class Injection extends StringTransport implements ClientSink {
  readonly response: Promise<InjectedResponse>;
  readonly #client = new HTTP1ClientMachine(this);
  readonly #interims: ResponseHead[] = [];
  readonly #content: Buffer[] = [];
  #head: ResponseHead | undefined = undefined;
  #trailers: Headers | undefined = undefined;
  #resolve!: (response: InjectedResponse) => void;
  #reject!: (error: Error) => void;

  constructor(clock: ReactorTime) {
    super({ clock });
    this.response = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** Sends `request`; the transport must have been started with a server's protocol. */
  request(request: OutgoingRequest, body: Uint8Array): void {
    this.#client.sendRequest(request);
    if (body.length > 0) this.#client.sendBody(body);
    this.#client.end();
    const sent: Buffer[] = [];
    this.#client.drainTo({
      write: (data) => sent.push(typeof data === "string" ? Buffer.from(data, "latin1") : Buffer.from(data)) > 0,
      writeSequence: (chunks) => sent.push(...chunks.map((chunk) => Buffer.from(chunk))) > 0,
    } satisfies Parameters<WriteList["drainTo"]>[0]);
    this.deliver(Buffer.concat(sent));
  }

  /** Goes away, as a client that has lost patience. */
  giveUp(reason: Error): void {
    this.#reject(reason);
    this.abortConnection(reason);
  }

  interimHead(head: ResponseHead): void {
    this.#interims.push(head);
  }

  responseHead(head: ResponseHead): void {
    this.#head = head;
  }

  bodyData(chunk: Buffer): void {
    this.#content.push(chunk);
  }

  trailers(trailers: Headers): void {
    this.#trailers = trailers;
  }

  responseEnd(): void {
    if (this.#head === undefined) return;
    this.#resolve(new InjectedResponse(this.#head, Buffer.concat(this.#content), this.#trailers, this.#interims));
    // One request is all that comes.
    queueMicrotask(() => {
      this.deliverEnd();
    });
  }

  upgraded(head: ResponseHead): void {
    this.#resolve(new InjectedResponse(head, Buffer.alloc(0), undefined, this.#interims));
  }

  protocolError(error: HTTPError): void {
    this.#reject(error);
  }

  connectionEnded(): void {
    // The server closes.
  }

  protected override send(data: Uint8Array | string, encoding: "latin1" | "utf8"): boolean {
    this.#client.receive(typeof data === "string" ? Buffer.from(data, encoding) : Buffer.from(data));
    return true;
  }

  protected override close(): void {
    super.close();
    queueMicrotask(() => {
      this.end();
    });
  }

  protected override abort(reason: ConnectionEnd): void {
    super.abort(reason);
    this.#reject(reason);
    queueMicrotask(() => {
      this.end(reason);
    });
  }

  override end(reason?: ConnectionEnd): void {
    this.#client.endOfInput();
    super.end(reason);
  }
}
