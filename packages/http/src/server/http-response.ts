import type {
  Consumer,
  PullProducer,
  PullProducerOptions,
  PushProducer,
  PushProducerOptions,
  StreamProtocol,
  TextEncoding,
} from "@twist/core";
import { ProducerLink } from "@twist/core";
import type { ResponseWriter } from "../machine/response-writer.js";
import { Headers } from "../wire/headers.js";
import { BytesProducer } from "./bytes-producer.js";
import type { ResponseConnection } from "./http-connection.js";
import type { HTTPRequest } from "./http-request.js";

/** Fields of a response. A `Headers` that is kept and used again is written only once. */
export type ResponseFields = Headers | Readonly<Record<string, string>>;

/** What of a response may wait for its turn behind a slower one before its producer is paused. */
const MAX_HELD_BYTES = 64 * 1024;
/** A larger body goes out piece by piece, so that it can be seen whether the client takes any of it. */
const MAX_WHOLE_BODY_BYTES = 512 * 1024;

/**
 * The answer to a request: `send` for one that is at hand, `sendHead`, `write` and `end` for one that is made piece by piece. It is a `Consumer`: a
 * producer that is registered with it is paused while the client is slow, and while the response waits for its turn.
 *
 * When the client has gone, or the server had to answer by itself, what is written is dropped without an error: see `finished`.
 */
export class HTTPResponse implements Consumer {
  readonly request: HTTPRequest;
  /** For the connection: when the request came, where anybody wants to know. */
  startedAt = 0;
  readonly #writer: ResponseWriter;
  readonly #connection: ResponseConnection<HTTPResponse>;
  #headers: Headers | undefined = undefined;
  #producer: ProducerLink | undefined = undefined;
  #next: StreamProtocol | undefined = undefined;
  #finished = false;
  #status = 0;
  #bodyBytes = 0;

  /** @internal */
  constructor(request: HTTPRequest, writer: ResponseWriter, connection: ResponseConnection<HTTPResponse>) {
    this.request = request;
    this.#writer = writer;
    this.#connection = connection;
  }

  /** Fields that go out with the head, whoever sends it; those given to `send` and `sendHead` replace them, name by name. */
  get headers(): Headers {
    return (this.#headers ??= new Headers());
  }

  /** Whether the head has been sent: the status can't be changed any more. */
  get headSent(): boolean {
    return this.#writer.headSent;
  }

  /** Whether it is complete, or nobody waits for it any more. */
  get finished(): boolean {
    return this.#finished;
  }

  /** The status that was sent, 0 before. */
  get status(): number {
    return this.#status;
  }

  /** How many bytes of content have been given to it. */
  get bodyBytes(): number {
    return this.#bodyBytes;
  }

  /**
   * Sends head, content and end in one go. Strings are UTF-8. A Content-Length is added.
   * @throws {HeaderFieldError} where a field can't be sent. @throws {RangeError} where `status` isn't from 200 to 599. @throws {TypeError} after the head.
   */
  send(status: number, fields?: ResponseFields, body: Uint8Array | string = ""): void {
    if (this.#finished) return;
    const headers = this.#fields(fields);
    if (body.length > MAX_WHOLE_BODY_BYTES && this.request.method !== "HEAD") {
      const bytes = typeof body === "string" ? Buffer.from(body) : body;
      this.sendHead(status, headers, bytes.length);
      new BytesProducer(bytes, this).start();
      return;
    }
    this.#bodyBytes = this.#writer.send(status, headers, body);
    this.#status = status;
    this.#end();
  }

  /**
   * Sends the head.
   * @param contentLength The length of the content, where it is known; otherwise the body is chunked, or ends with the connection for HTTP/1.0.
   * @throws as `send`.
   */
  sendHead(status: number, fields?: ResponseFields, contentLength?: number): void {
    if (this.#finished) return;
    this.#writer.sendHead(status, this.#fields(fields), contentLength === undefined ? {} : { contentLength });
    this.#status = status;
    this.#connection.flush();
  }

  /** Sends an interim response, such as 103 Early Hints. @throws as `send`. */
  sendInterim(status: number, fields: ResponseFields): void {
    if (this.#finished) return;
    this.#writer.sendInterim(status, fields instanceof Headers ? fields : new Headers(fields));
    this.#connection.flush();
  }

  /** Sends `100 Continue` where the client waits for it. The first read of the body does so by itself. */
  sendContinue(): void {
    if (this.#finished || this.#writer.headSent) return;
    this.#writer.sendContinue();
    this.#connection.flush();
  }

  /**
   * Sends content, after `sendHead`. In a response that has none (to HEAD, 204, 304) it is dropped.
   * @returns false where there is more than enough for now: wait, or better register a producer.
   * @throws {TypeError} before the head. @throws {ContentLengthError} where it is more than was promised.
   */
  write(data: Uint8Array | string, encoding: TextEncoding = "utf8"): boolean {
    if (this.#finished) return false;
    const bytes = typeof data === "string" && encoding === "latin1" ? Buffer.from(data, "latin1") : data;
    this.#writer.sendBody(bytes);
    this.#bodyBytes += typeof bytes === "string" ? Buffer.byteLength(bytes) : bytes.length;
    this.#connection.flush();
    const more = this.#hasRoom;
    this.#producer?.written(more);
    return more;
  }

  /**
   * Ends it.
   * @param trailers Sent after a chunked body, otherwise dropped.
   * @throws {TypeError} before the head. @throws {ContentLengthError} where content is missing; the connection is ended then.
   */
  end(trailers?: Headers): void {
    if (this.#finished) return;
    try {
      this.#writer.end(trailers);
    } finally {
      if (this.#writer.finished) this.#end();
    }
  }

  /**
   * Breaks it off: the connection is aborted, so that the client can tell that it isn't complete. Where nothing has been sent, `send` an error instead.
   */
  abort(reason?: Error): void {
    if (!this.#finished) this.#connection.transport.abortConnection(reason);
  }

  /**
   * Answers an Upgrade (RFC 9110 §7.8) with 101, or CONNECT with 200, and hands the wire to `next` when all that came before is answered. Bytes that
   * the client has sent already are `next`'s first.
   * @throws {TypeError} where `request.mayUpgrade` is false, or the request's body has not come to its end.
   */
  upgrade(next: StreamProtocol, fields?: ResponseFields): void {
    if (this.#finished) return;
    const status = this.request.method === "CONNECT" ? 200 : 101;
    this.#next = next;
    this.#status = status;
    this.#writer.sendHead(status, this.#fields(fields));
    this.#connection.flush();
  }

  registerProducer(producer: PushProducer, options: PushProducerOptions): void;
  registerProducer(producer: PullProducer, options: PullProducerOptions): void;
  registerProducer(producer: PushProducer | PullProducer, options: { readonly streaming: boolean }): void {
    if (this.#producer !== undefined) throw new TypeError("this response has a producer already");
    if (this.#finished) {
      producer.stopProducing();
      return;
    }
    const link = new ProducerLink(producer, options.streaming);
    this.#producer = link;
    link.begin();
    if (this.#producer === link && !this.#hasRoom) link.written(false);
  }

  unregisterProducer(): void {
    this.#producer?.end();
    this.#producer = undefined;
  }

  /** For the connection: answers in the handler's place. What the handler has prepared is forgotten, and what it still sends is dropped. */
  sendInstead(status: number, fields: Headers, body: string): void {
    this.#headers = undefined;
    this.send(status, fields, body);
  }

  /** For the connection: there may be room again. */
  roomAgain(): void {
    if (this.#producer !== undefined && this.#hasRoom) this.#producer.drained();
  }

  /** For the connection: nobody waits for it any more. */
  lost(reason: Error): void {
    if (this.#finished) return;
    this.#finished = true;
    const producer = this.#producer;
    this.#producer = undefined;
    producer?.stop();
    this.request.lost(reason);
  }

  /** For the connection: whether it is the one that `writer` writes. */
  isWrittenBy(writer: ResponseWriter): boolean {
    return this.#writer === writer;
  }

  /** For the connection: its protocol has switched. @returns whom the wire is for. */
  switched(): StreamProtocol | undefined {
    this.#finished = true;
    return this.#next;
  }

  get #hasRoom(): boolean {
    return !this.#connection.isFull && this.#writer.heldBytes < MAX_HELD_BYTES;
  }

  #fields(fields: ResponseFields | undefined): Headers {
    const given = fields === undefined || fields instanceof Headers ? fields : new Headers(fields);
    const own = this.#headers;
    if (own === undefined) return given ?? NO_FIELDS;
    if (given === undefined) return own;
    const merged = new Headers(own);
    for (const [name] of given) merged.delete(name);
    for (const [name, value] of given) merged.append(name, value);
    return merged;
  }

  #end(): void {
    this.#finished = true;
    this.unregisterProducer();
    this.#connection.responseEnded(this);
  }
}

const NO_FIELDS = new Headers();
