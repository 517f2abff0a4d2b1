import { Buffer } from "node:buffer";
import type {
  Consumer,
  PullProducer,
  PullProducerOptions,
  PushProducer,
  PushProducerOptions,
  StreamProtocol,
  TextEncoding,
} from "@twist/core";
import { Deferred, ProducerLink } from "@twist/core";
import type { ResponseWriter } from "../machine/response-writer.js";
import { Headers } from "../wire/headers.js";
import { BytesProducer } from "./bytes-producer.js";
import type { ChosenCoding, ContentEncoder, ContentEncoding, EncoderOutput, EncodingPlan } from "./content-encoding.js";
import type { ResponseConnection } from "./http-connection.js";
import type { HTTPRequest } from "./http-request.js";
import { RecentFields } from "./recent-fields.js";

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
export class HTTPResponse implements Consumer, EncoderOutput {
  readonly request: HTTPRequest;
  /** For the connection: when the request came, where anybody wants to know. */
  startedAt = 0;
  readonly #writer: ResponseWriter;
  readonly #connection: ResponseConnection<HTTPResponse>;
  #headers: Headers | undefined = undefined;
  #producer: ProducerLink | undefined = undefined;
  #next: StreamProtocol | undefined = undefined;
  #encoding: ContentEncoding | undefined = undefined;
  #encoder: ContentEncoder | undefined = undefined;
  /** What follows the content when the encoder is done. */
  #trailers: Headers | undefined = undefined;
  #watchers: Deferred<Error | undefined>[] | undefined = undefined;
  #finished = false;
  /** The handler has ended it, and the encoder is still at work. */
  #ending = false;
  #lost: Error | undefined = undefined;
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

  /** Whether it has been ended, or nobody waits for it any more: what is written now is dropped. */
  get finished(): boolean {
    return this.#finished || this.#ending;
  }

  /** The status that was sent, 0 before. */
  get status(): number {
    return this.#status;
  }

  /** How many bytes of content have been sent, as encoded. */
  get bodyBytes(): number {
    return this.#bodyBytes;
  }

  /**
   * Sends head, content and end in one go. Strings are UTF-8. A Content-Length is added.
   * @throws {HeaderFieldError} where a field can't be sent. @throws {RangeError} where `status` isn't from 200 to 599. @throws {TypeError} after the head.
   */
  send(status: number, fields?: ResponseFields, body: Uint8Array | string = ""): void {
    if (this.finished) return;
    const headers = this.#fields(fields);
    if (this.#encoding !== undefined) this.#sendEncoded(status, headers, asBytes(body));
    else this.#sendWhole(status, headers, body);
  }

  #sendWhole(status: number, headers: Headers, body: Uint8Array | string): void {
    if (body.length > MAX_WHOLE_BODY_BYTES && this.request.method !== "HEAD") {
      const bytes = asBytes(body);
      this.#sendHead(status, headers, bytes.length);
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
    if (this.finished) return;
    const headers = this.#fields(fields);
    if (this.#encoding === undefined) this.#sendHead(status, headers, contentLength);
    else this.#sendEncodedHead(status, headers, contentLength);
  }

  /** Sends an interim response, such as 103 Early Hints. @throws as `send`. */
  sendInterim(status: number, fields: ResponseFields): void {
    if (this.#finished) return;
    this.#writer.sendInterim(status, fields instanceof Headers ? fields : new Headers(fields));
    this.#connection.flush();
  }

  /** Sends `100 Continue` where the client waits for it. The first read of the body does so by itself. */
  sendContinue(): void {
    if (this.finished || this.#writer.headSent) return;
    this.#writer.sendContinue();
    this.#connection.flush();
  }

  /**
   * Sends content, after `sendHead`. In a response that has none (to HEAD, 204, 304) it is dropped.
   * @returns false where there is more than enough for now: wait, or better register a producer.
   * @throws {TypeError} before the head. @throws {ContentLengthError} where it is more than was promised.
   */
  write(data: Uint8Array | string, encoding: TextEncoding = "utf8"): boolean {
    if (this.finished) return false;
    const bytes = typeof data === "string" && encoding === "latin1" ? Buffer.from(data, "latin1") : data;
    if (this.#encoder === undefined) this.#sendContent(bytes);
    else if (bytes.length > 0) this.#encoder.write(asBytes(bytes));
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
    if (this.finished) return;
    if (this.#encoder !== undefined) {
      this.#ending = true;
      this.#trailers = trailers;
      this.unregisterProducer();
      this.#encoder.end();
      return;
    }
    this.#endContent(trailers);
  }

  #endContent(trailers: Headers | undefined): void {
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
    if (this.finished) return;
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
    if (this.finished) {
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

  /**
   * Watches for its end, as Twisted's `notifyFinish`. The Deferred fires once, with `undefined` when all of the response has been given to the connection, and
   * with the reason where the client went before that. It never fails. After `upgrade` it fires when the wire is handed over.
   */
  notifyFinish(): Deferred<Error | undefined> {
    const watcher = new Deferred<Error | undefined>();
    if (this.#finished) watcher.callback(this.#lost);
    else (this.#watchers ??= []).push(watcher);
    return watcher;
  }

  /**
   * Has `encoding` decide what becomes of the content when the head is sent; of several, the last.
   * @throws {TypeError} after the head.
   */
  encodeContent(encoding: ContentEncoding): void {
    if (this.headSent) throw new TypeError("the head of this response has been sent already");
    this.#encoding = encoding;
  }

  /** For a producer of content: whether the memory of what it has written may be used again. @internal */
  get hasReleasedAll(): boolean {
    return this.#encoder === undefined && this.#writer.heldBytes === 0 && this.#connection.hasReleasedAll;
  }

  /** For the encoder. @internal */
  encoded(content: Buffer): void {
    this.#sendContent(content);
    if (!this.#outputHasRoom) this.#encoder?.pause();
  }

  /** For the encoder. @internal */
  encodedAll(): void {
    this.#encoder = undefined;
    this.#endContent(this.#trailers);
  }

  /** For the encoder. @internal */
  encodingFailed(error: Error): void {
    this.#connection.transport.abortConnection(error);
  }

  /** For the encoder. @internal */
  encoderDrained(): void {
    if (this.#producer !== undefined && this.#hasRoom) this.#producer.drained();
  }

  /** For the connection: answers in the handler's place. What the handler has prepared is forgotten, and what it still sends is dropped. */
  sendInstead(status: number, fields: Headers, body: string): void {
    this.#headers = undefined;
    this.#encoding = undefined;
    this.send(status, fields, body);
  }

  /** For the connection: there may be room again. */
  roomAgain(): void {
    if (this.#encoder !== undefined && this.#outputHasRoom) this.#encoder.resume();
    if (this.#producer !== undefined && this.#hasRoom) this.#producer.drained();
  }

  /** For the connection: nobody waits for it any more. */
  lost(reason: Error): void {
    if (this.#finished) return;
    this.#finished = true;
    this.#lost = reason;
    const producer = this.#producer;
    this.#producer = undefined;
    this.#encoder?.destroy();
    try {
      producer?.stop();
      this.request.lost(reason);
    } finally {
      this.#notifyWatchers();
    }
  }

  /** For the connection: whether it is the one that `writer` writes. */
  isWrittenBy(writer: ResponseWriter): boolean {
    return this.#writer === writer;
  }

  /** For the connection: its protocol has switched. @returns whom the wire is for. */
  switched(): StreamProtocol | undefined {
    this.#finished = true;
    this.#notifyWatchers();
    return this.#next;
  }

  get #outputHasRoom(): boolean {
    return !this.#connection.isFull && this.#writer.heldBytes < MAX_HELD_BYTES;
  }

  get #hasRoom(): boolean {
    return this.#outputHasRoom && this.#encoder?.isFull !== true;
  }

  #sendHead(status: number, headers: Headers, contentLength: number | undefined): void {
    this.#writer.sendHead(status, headers, contentLength === undefined ? {} : { contentLength });
    this.#status = status;
    this.#connection.flush();
  }

  #sendContent(content: Uint8Array | string): void {
    this.#writer.sendBody(content);
    this.#bodyBytes += typeof content === "string" ? Buffer.byteLength(content) : content.length;
    this.#connection.flush();
  }

  #sendEncoded(status: number, headers: Headers, content: Uint8Array): void {
    const { fields, coding } = this.#plan(status, headers, content.length);
    const encoded = this.request.method === "HEAD" ? undefined : coding?.encodeWhole(content);
    if (coding === undefined) this.#sendWhole(status, fields, content);
    else if (encoded !== undefined) this.#sendWhole(status, fields, encoded);
    else {
      this.#startEncoder(status, fields, coding);
      if (this.#encoder === undefined) this.end();
      else new BytesProducer(content, this).start();
    }
  }

  #sendEncodedHead(status: number, headers: Headers, contentLength: number | undefined): void {
    const { fields, coding } = this.#plan(status, headers, contentLength);
    if (coding === undefined) this.#sendHead(status, fields, contentLength);
    else this.#startEncoder(status, fields, coding);
  }

  /** The answer to HEAD has the fields of a GET's, save the length that nobody knows before it is encoded. */
  #startEncoder(status: number, fields: Headers, coding: ChosenCoding): void {
    this.#sendHead(status, fields, undefined);
    if (this.request.method !== "HEAD") this.#encoder = coding.start(this);
  }

  #plan(status: number, fields: Headers, contentLength: number | undefined): EncodingPlan {
    const plan = this.#encoding?.plan({ request: this.request, status, fields, contentLength });
    return plan ?? { fields, coding: undefined };
  }

  #fields(fields: ResponseFields | undefined): Headers {
    const given = fields === undefined || fields instanceof Headers ? fields : recentFields.headersOf(fields);
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
    this.#notifyWatchers();
  }

  #notifyWatchers(): void {
    const watchers = this.#watchers;
    this.#watchers = undefined;
    if (watchers !== undefined) for (const watcher of watchers) watcher.callback(this.#lost);
  }
}

const NO_FIELDS = new Headers();
const recentFields = new RecentFields();

function asBytes(data: Uint8Array | string): Uint8Array {
  return typeof data === "string" ? Buffer.from(data) : data;
}
