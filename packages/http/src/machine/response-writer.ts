import { Buffer } from "node:buffer";
import { type BodyFraming, CHUNKED, UNTIL_CLOSE, hasNoContent } from "../wire/body-framing.js";
import { asBuffer } from "@twist/core/wire";
import { LAST_CHUNK, writeChunkStart, writeLastChunk } from "../wire/chunk-framing.js";
import { ContentLengthError } from "../wire/content-length-error.js";
import { Headers } from "../wire/headers.js";
import { prepareHead } from "../wire/prepare-head.js";
import type { PreparedHead } from "../wire/prepared-head.js";
import { WriteList } from "../wire/write-list.js";
import { writeStatusLine } from "../wire/write-head.js";
import type { RequestHead } from "./request-head.js";
import { RESPONSE_STEPS } from "./message-step.js";
import type { MessageState } from "./transitions.js";

/** What a response needs of the machine that it belongs to. */
export interface ResponseQueue {
  /** The value of Date, `undefined` where the server has no clock (RFC 9110 §6.6.1). */
  readonly currentDate: string | undefined;
  /** Whether no request comes after that of `response`. */
  isLast(response: ResponseWriter): boolean;
  /** `response` has written a head after which the connection doesn't persist. */
  closingAnnounced(response: ResponseWriter): void;
  /** `response` is complete. */
  responseEnded(response: ResponseWriter): void;
  /** Whether `response` may switch protocols: its request asks for it and has been read to its end. */
  maySwitch(response: ResponseWriter): boolean;
  /** `response` has switched protocols. */
  responseSwitched(response: ResponseWriter): void;
  /** `response` was cut short: what has been written can't be made whole. */
  responseBroken(response: ResponseWriter): void;
}

/** What `sendHead` takes besides status and fields. */
export interface SendHeadOptions {
  /** The length of the body in bytes, where it is known and the fields have no Content-Length. */
  readonly contentLength?: number;
  /** A reason phrase other than the registered one. */
  readonly reason?: string;
}

const NO_FIELDS = new Headers();

/** The lines of short contents, which are most, made once. */
const contentLengthLines: string[] = [];
const MAX_KEPT_LENGTH = 1024;

/**
 * The answer to one request: interim heads, one head, content, an end. It decides how the content is framed, whether the
 * connection persists, and that a response without content has none. Responses go out in the order of their requests: what is
 * written before its turn waits here.
 */
export class ResponseWriter {
  /** The next request's response. For the machine only. */
  next: ResponseWriter | undefined = undefined;
  readonly #queue: ResponseQueue;
  readonly #method: string;
  readonly #minorVersion: number;
  /** Where bytes go: the connection's output when it is this response's turn, a list of its own before. */
  #output: WriteList | undefined;
  #persistent: boolean;
  #awaitsContinue: boolean;
  #state: MessageState = "idle";
  #framing: BodyFraming = 0;
  /** Content that the head has promised and that hasn't been sent, where it has promised a length. */
  #remaining = 0;
  #dropsContent = false;
  #isTurn = false;

  /** @param request What is answered; `undefined` where no request could be read. */
  constructor(queue: ResponseQueue, request: RequestHead | undefined) {
    this.#queue = queue;
    this.#method = request === undefined ? "GET" : request.method;
    this.#minorVersion = request === undefined ? 1 : request.minorVersion;
    this.#persistent = request?.persistent ?? false;
    this.#awaitsContinue = request !== undefined && request.expectsContinue && request.framing !== 0;
  }

  /** `idle` before the head, `body` after it, `done` after the end; `switched`, `closed` and `failed` as in the transition table. */
  get state(): MessageState {
    return this.#state;
  }

  /** Whether the head has been sent: the status can't be changed any more. */
  get headSent(): boolean {
    return this.#state !== "idle";
  }

  /** Whether nothing of it is yet to be sent. */
  get finished(): boolean {
    return this.#state === "done" || this.#state === "closed" || this.#state === "failed";
  }

  /** Whether the connection persists after this response, as far as is known. */
  get persistent(): boolean {
    return this.#persistent;
  }

  /** Whether the client still waits for `100 Continue`. */
  get awaitsContinue(): boolean {
    return this.#awaitsContinue;
  }

  /** How many bytes wait here for their turn: what a producer of content should be slowed down by. */
  get heldBytes(): number {
    return this.#isTurn ? 0 : (this.#output?.byteLength ?? 0);
  }

  /**
   * Sends `100 Continue` where the client waits for it, otherwise nothing: call it when the body is first asked for.
   * @throws {TypeError} after the head.
   */
  sendContinue(): void {
    if (!this.#awaitsContinue || this.#state === "closed") return;
    this.#state = RESPONSE_STEPS.interim.from(this.#state);
    this.#awaitsContinue = false;
    this.#out().appendText("HTTP/1.1 100 Continue\r\n\r\n");
  }

  /**
   * Sends an interim response (102, 103). Dropped where the client speaks HTTP/1.0, which doesn't know them (RFC 9110 §15.2).
   * @throws {RangeError} where `status` isn't one. @throws {TypeError} after the head.
   */
  sendInterim(status: number, headers: Headers = NO_FIELDS): void {
    if (this.#state === "closed") return;
    if (status <= 101 || status > 199) throw new RangeError("an interim status is one from 102 to 199");
    this.#state = RESPONSE_STEPS.interim.from(this.#state);
    if (this.#minorVersion === 0) return;
    this.#out().appendText(`${writeStatusLine(status)}${headers.toText()}\r\n`);
  }

  /**
   * Sends the head. Content-Length may come with the fields or the options; without it the body is chunked, or, for HTTP/1.0,
   * ends with the connection. Date and Connection are added where they are missing. Status 101, and a 2xx to CONNECT, switch protocols.
   * @throws {TypeError} after another head, or where the fields have a Transfer-Encoding: framing is decided here.
   * @throws {HTTPError} where the fields have a Content-Length that isn't one.
   */
  sendHead(status: number, headers: Headers = NO_FIELDS, options: SendHeadOptions = {}): void {
    if (this.#state === "closed") return;
    if (status === 101 || (this.#method === "CONNECT" && status >= 200 && status < 300)) {
      this.#sendSwitch(status, headers, options.reason);
      return;
    }
    this.#out().appendText(this.#startHead(status, headers, options.contentLength ?? -1, options.reason));
  }

  /**
   * Sends content. Dropped, all of it, in a response that has none (to HEAD, 204, 304).
   * @throws {TypeError} before the head or after the end.
   * @throws {ContentLengthError} where it is more than the head has promised; nothing of it has been written then.
   */
  sendBody(data: Uint8Array | string): void {
    if (this.#state === "closed") return;
    this.#state = RESPONSE_STEPS.data.from(this.#state);
    if (this.#dropsContent) return;
    const size = typeof data === "string" ? Buffer.byteLength(data) : data.length;
    if (size === 0) return;
    const output = this.#out();
    if (this.#framing === CHUNKED) {
      output.appendText(writeChunkStart(size));
      appendContent(output, data, size);
      output.appendText("\r\n");
      return;
    }
    if (this.#framing !== UNTIL_CLOSE) {
      if (size > this.#remaining) throw new ContentLengthError("more content than Content-Length says");
      this.#remaining -= size;
    }
    appendContent(output, data, size);
  }

  /**
   * Ends the response.
   * @param trailers Sent where the content is chunked, otherwise dropped.
   * @throws {TypeError} before the head or after the end.
   * @throws {ContentLengthError} where content is missing. The connection can't go on then, and is ended.
   */
  end(trailers?: Headers): void {
    if (this.#state === "closed") return;
    const next = RESPONSE_STEPS.end.from(this.#state);
    if (this.#remaining > 0) {
      this.#state = "failed";
      this.#queue.responseBroken(this);
      throw new ContentLengthError("less content than Content-Length says");
    }
    if (this.#framing === CHUNKED && !this.#dropsContent) {
      this.#out().appendText(trailers === undefined ? LAST_CHUNK : writeLastChunk(trailers));
    }
    this.#state = next;
    this.#queue.responseEnded(this);
  }

  /**
   * Sends head, content and end in one go, with the Content-Length that `body` has. Strings are UTF-8.
   * @returns the length of `body` in bytes.
   * @throws as `sendHead`. @throws {ContentLengthError} where the fields have another Content-Length.
   */
  send(status: number, headers: Headers = NO_FIELDS, body: Uint8Array | string = ""): number {
    if (this.#state === "closed") return 0;
    const size = typeof body === "string" ? Buffer.byteLength(body) : body.length;
    const head = this.#startHead(status, headers, size, undefined);
    if (!this.#dropsContent) {
      if (size !== this.#remaining) {
        this.#state = "idle";
        throw new ContentLengthError("Content-Length isn't the length of the content");
      }
      this.#remaining = 0;
    }
    const output = this.#out();
    output.appendText(head);
    if (!this.#dropsContent && size > 0) appendContent(output, body, size);
    this.#state = RESPONSE_STEPS.end.from(this.#state);
    this.#queue.responseEnded(this);
    return size;
  }

  /** It is this response's turn: what was held goes to `output`, and all that follows too. For the machine only. */
  takeTurn(output: WriteList): void {
    if (this.#output !== undefined) output.appendList(this.#output);
    this.#output = output;
    this.#isTurn = true;
  }

  /** The request's content comes without having been waited for. For the machine only. */
  bodyBegun(): void {
    this.#awaitsContinue = false;
  }

  /** The connection ends with this response. For the machine only. */
  forbidPersistence(): void {
    this.#persistent = false;
  }

  /** Nothing of this response is sent any more. For the machine only. */
  drop(): void {
    this.#state = "closed";
    this.#output = undefined;
  }

  #out(): WriteList {
    return (this.#output ??= new WriteList());
  }

  /** Decides framing and persistence, goes to `body`, and gives the head's text. */
  #startHead(status: number, headers: Headers, length: number, reason: string | undefined): string {
    const next = RESPONSE_STEPS.head.from(this.#state);
    if (status < 200) throw new RangeError("a final status is one from 200 to 599");
    const prepared = prepareHead(status, headers, this.#queue.currentDate, reason);
    const framing = this.#decideFraming(status, prepared.contentLength, length);
    this.#state = next;
    return `${prepared.text}${framing}${this.#decidePersistence(prepared)}\r\n`;
  }

  /**
   * @param given The Content-Length among the fields, -1 where there is none.
   * @param length The length that is known otherwise, -1 where it isn't.
   * @returns the field line that announces the framing, empty where none is needed.
   */
  #decideFraming(status: number, given: number, length: number): string {
    const declared = given < 0 ? length : given;
    this.#dropsContent = hasNoContent(status, this.#method);
    if (this.#dropsContent) {
      this.#framing = 0;
      // A response to HEAD says what GET would have said; 204 says nothing (RFC 9110 §8.6); 304 only what the caller knows.
      if (this.#method !== "HEAD" || status === 204 || status === 304 || given >= 0) return "";
      if (declared >= 0) return contentLengthLine(declared);
      return this.#minorVersion === 1 ? "Transfer-Encoding: chunked\r\n" : "";
    }
    if (declared >= 0) {
      this.#framing = declared;
      this.#remaining = declared;
      return given < 0 ? contentLengthLine(declared) : "";
    }
    this.#framing = this.#minorVersion === 1 ? CHUNKED : UNTIL_CLOSE;
    return this.#framing === CHUNKED ? "Transfer-Encoding: chunked\r\n" : "";
  }

  /** @returns the field line that announces whether the connection persists, empty where none is needed. */
  #decidePersistence({ closes, hasConnection }: PreparedHead): string {
    // A client that still waits for 100 may or may not send its body now; the only sure way on is a new connection.
    if (closes || this.#awaitsContinue || this.#framing === UNTIL_CLOSE || this.#queue.isLast(this))
      this.#persistent = false;
    if (!this.#persistent) {
      this.#queue.closingAnnounced(this);
      return closes ? "" : "Connection: close\r\n";
    }
    return this.#minorVersion === 0 && !hasConnection ? "Connection: keep-alive\r\n" : "";
  }

  #sendSwitch(status: number, headers: Headers, reason: string | undefined): void {
    const next = RESPONSE_STEPS.switch.from(this.#state);
    if (!this.#queue.maySwitch(this))
      throw new TypeError("the request doesn't ask for another protocol, or isn't complete");
    this.#out().appendText(`${writeStatusLine(status, reason)}${headers.toText()}\r\n`);
    this.#state = next;
    this.#queue.responseSwitched(this);
  }
}

function contentLengthLine(length: number): string {
  if (length > MAX_KEPT_LENGTH) return `Content-Length: ${String(length)}\r\n`;
  return (contentLengthLines[length] ??= `Content-Length: ${String(length)}\r\n`);
}

function appendContent(output: WriteList, data: Uint8Array | string, size: number): void {
  if (typeof data !== "string") output.appendBytes(data);
  // As many bytes as characters: all ASCII, and the same in latin1.
  else if (size === data.length) output.appendText(data);
  else output.appendBytes(asBuffer(Buffer.from(data, "utf8")));
}
