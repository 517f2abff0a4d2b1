import { type BodyFraming, CHUNKED, UNTIL_CLOSE } from "../wire/body-framing.js";
import { LAST_CHUNK, writeChunkStart, writeLastChunk } from "../wire/chunk-framing.js";
import { CONNECTION_CLOSE, connectionOptions } from "../wire/connection-options.js";
import { ContentLengthError } from "../wire/content-length-error.js";
import { HeadScanner } from "../wire/head-scanner.js";
import type { Headers } from "../wire/headers.js";
import { HTTPError } from "../wire/http-error.js";
import { DEFAULT_HTTP_LIMITS, type HTTPLimits } from "../wire/http-limits.js";
import { SectionReader } from "../wire/section-reader.js";
import { StatusLine } from "../wire/status-line.js";
import { type ByteTarget, WriteList } from "../wire/write-list.js";
import { BodyReader } from "./body-reader.js";
import type { ClientSink } from "./client-sink.js";
import { InputQueue } from "./input-queue.js";
import { type OutgoingRequest, outgoingFraming, writeRequestHead } from "./outgoing-request.js";
import { ResponseHead } from "./response-head.js";
import { REQUEST_STEPS, RESPONSE_STEPS } from "./message-step.js";
import type { MessageState } from "./transitions.js";

/** What all connections of a client share. */
export interface ClientMachineOptions {
  /** Made by `httpLimits`. @default DEFAULT_HTTP_LIMITS */
  readonly limits?: HTTPLimits;
}

const responseScanner = new HeadScanner(() => new StatusLine(), false);

/**
 * The client's side of one HTTP/1.1 connection, without the connection: one request at a time out by `sendRequest`, `sendBody` and `end`;
 * what the server answers in by `receive`, calls on the sink out. No I/O, no clock, no timer.
 *
 * Bytes that come while no request is under way belong to no request: the connection is poisoned and reported so (`UNSOLICITED_DATA`).
 */
export class HTTP1ClientMachine {
  readonly #sink: ClientSink;
  readonly #limits: HTTPLimits;
  readonly #heads = new SectionReader(responseScanner);
  readonly #input = new InputQueue();
  readonly #output = new WriteList();
  /** What we send. */
  #request: MessageState = "idle";
  /** What we read. */
  #response: MessageState = "idle";
  #method = "";
  #asksUpgrade = false;
  #persistent = true;
  #sending: BodyFraming = 0;
  #body: BodyReader | undefined;
  #interims = 0;
  #inputEnded = false;
  #ended = false;
  #running = false;

  constructor(sink: ClientSink, options: ClientMachineOptions = {}) {
    this.#sink = sink;
    this.#limits = options.limits ?? DEFAULT_HTTP_LIMITS;
  }

  /** `idle` where a request may be sent, `body` while one is under way; `switched`, `closed`, `failed` when none ever can be. */
  get state(): MessageState {
    if (this.#request === "idle" && this.#response === "idle") return "idle";
    return this.#response === "switched" || this.#response === "closed" || this.#response === "failed"
      ? this.#response
      : "body";
  }

  /** Where the request is: `done` once `end` has been called. */
  get requestState(): MessageState {
    return this.#request;
  }

  /** How many bytes wait for `drainTo`. */
  get pendingOutput(): number {
    return this.#output.byteLength;
  }

  /** Writes everything that waits, with one call. @returns what the call returned, `true` where nothing waited. */
  drainTo(target: ByteTarget): boolean {
    return this.#output.drainTo(target);
  }

  /**
   * Sends the head of a request. Follow it with `sendBody`, where it has a body, and with `end` in any case.
   * @throws {TypeError} while another request is under way, or where the fields have a Transfer-Encoding: framing is decided here.
   * @throws {HeaderFieldError} where method, target, or Host can't be sent, before a byte leaves.
   */
  sendRequest(request: OutgoingRequest): void {
    if (this.state !== "idle")
      throw new TypeError("another request is under way, or the connection can't be used any more");
    const { method, headers } = request;
    const framing = outgoingFraming(request);
    const text = writeRequestHead(request, framing);
    const connection = headers.get("connection");
    this.#method = method;
    this.#persistent = connection === undefined || (connectionOptions(connection) & CONNECTION_CLOSE) === 0;
    this.#asksUpgrade = headers.has("upgrade");
    this.#interims = 0;
    this.#sending = framing;
    this.#request = REQUEST_STEPS.head.from(this.#request);
    this.#output.appendText(text);
  }

  /**
   * Sends content of the request. Dropped where the server has ended the connection early.
   * @throws {TypeError} outside a request.
   * @throws {ContentLengthError} where it is more than the head has promised; nothing of it has been written then.
   */
  sendBody(data: Uint8Array): void {
    if (this.#request === "closed") return;
    this.#request = REQUEST_STEPS.data.from(this.#request);
    if (data.length === 0) return;
    if (this.#sending === CHUNKED) {
      this.#output.appendText(writeChunkStart(data.length));
      this.#output.appendBytes(data);
      this.#output.appendText("\r\n");
      return;
    }
    if (data.length > this.#sending) throw new ContentLengthError("more content than Content-Length says");
    this.#sending -= data.length;
    this.#output.appendBytes(data);
  }

  /**
   * Ends the request.
   * @param trailers Sent where the body is chunked, otherwise dropped.
   * @throws {TypeError} outside a request.
   * @throws {ContentLengthError} where content is missing; the connection is ended.
   */
  end(trailers?: Headers): void {
    if (this.#request === "closed") return;
    const next = REQUEST_STEPS.end.from(this.#request);
    if (this.#sending > 0) {
      this.#endConnection();
      throw new ContentLengthError("less content than Content-Length says");
    }
    if (this.#sending === CHUNKED) {
      this.#output.appendText(trailers === undefined ? LAST_CHUNK : writeLastChunk(trailers));
    }
    this.#request = next;
    if (this.#response !== "done") return;
    this.#nextExchange();
    this.#announceEnd();
  }

  /** Takes what the peer has sent. */
  receive(chunk: Buffer): void {
    if (this.#readsNoMore) return;
    this.#input.push(chunk);
    this.#run();
  }

  /** The peer sends nothing more. Ends a body that only the end of the connection ends; is an error inside any other message. */
  endOfInput(): void {
    this.#inputEnded = true;
    this.#run();
  }

  /** Gives up, as if the peer had broken the protocol: for time-outs. */
  refuse(error: HTTPError): void {
    if (!this.#readsNoMore) this.#fail(error);
  }

  get #readsNoMore(): boolean {
    return this.#response === "closed" || this.#response === "failed" || this.#response === "switched";
  }

  #run(): void {
    if (this.#running) return;
    this.#running = true;
    try {
      const input = this.#input;
      while (!input.isEmpty && !this.#readsNoMore) {
        if (this.#response === "body") this.#readBody(input);
        else if (this.#request === "idle" || this.#response === "done") this.#fail(unsolicited());
        else this.#readHead(input);
      }
      if (this.#inputEnded && !this.#readsNoMore) this.#readEnd();
    } finally {
      this.#running = false;
    }
  }

  #readHead(input: InputQueue): void {
    let head: ResponseHead;
    try {
      const scanner = this.#heads.read(input.chunk, input.at, this.#limits);
      if (scanner === undefined) {
        input.dropChunk();
        return;
      }
      input.advanceTo(scanner.end);
      head = new ResponseHead(scanner, this.#method);
      this.#body = head.framing === 0 ? undefined : new BodyReader(head.framing, this.#limits);
      if (head.status < 200 && head.status !== 101) this.#countInterim();
      if (head.status === 101 && !(this.#asksUpgrade && head.upgrades && this.#request === "done"))
        throw unexpectedUpgrade();
    } catch (error) {
      this.#failWith(error);
      return;
    }
    if (head.status === 101 || (this.#method === "CONNECT" && head.status >= 200 && head.status < 300))
      this.#switch(head);
    else if (head.status < 200) this.#sink.interimHead(head);
    else this.#takeFinalHead(head);
  }

  #countInterim(): void {
    if (++this.#interims > this.#limits.maxInterimResponses) {
      throw new HTTPError("too many interim responses", { code: "TOO_MANY_INTERIM_RESPONSES", statusCode: 502 });
    }
  }

  #takeFinalHead(head: ResponseHead): void {
    this.#response = RESPONSE_STEPS.head.from(this.#response);
    this.#persistent &&= head.persistent && head.framing !== UNTIL_CLOSE;
    this.#sink.responseHead(head);
    if (this.#body === undefined && this.#response === "body") this.#endResponse();
  }

  #readBody(input: InputQueue): void {
    const body = this.#body;
    if (body === undefined) return;
    const chunk = input.chunk;
    try {
      input.advanceTo(body.read(chunk, input.at));
    } catch (error) {
      this.#failWith(error);
      return;
    }
    const { dataStart, dataEnd } = body;
    if (dataEnd > dataStart) {
      this.#sink.bodyData(dataEnd - dataStart === chunk.length ? chunk : chunk.subarray(dataStart, dataEnd));
    }
    if (!body.done || this.#readsNoMore) return;
    if (body.trailers !== undefined) this.#sink.trailers(body.trailers);
    this.#endResponse();
  }

  #endResponse(): void {
    this.#body = undefined;
    this.#response = RESPONSE_STEPS.end.from(this.#response);
    // Bytes behind the response answer nothing. They must not be taken for the answer to what the sink may send next.
    const poisoned = !this.#input.isEmpty;
    if (poisoned) this.#persistent = false;
    // An answer that came early, on a connection that ends with it: nobody reads what we would still send (RFC 9112 §9.5).
    if (this.#request === "done" || !this.#persistent) this.#nextExchange();
    this.#sink.responseEnd();
    if (poisoned) this.#sink.protocolError(unsolicited());
    this.#announceEnd();
  }

  /** Both messages are over: on to the next, if there can be one. */
  #nextExchange(): void {
    if (this.#persistent && !this.#inputEnded) {
      this.#request = REQUEST_STEPS.next.from(this.#request);
      this.#response = RESPONSE_STEPS.next.from(this.#response);
    } else {
      this.#request = this.#response = "closed";
      this.#input.clear();
    }
  }

  #endConnection(): void {
    this.#request = this.#response = "closed";
    this.#input.clear();
    this.#announceEnd();
  }

  #announceEnd(): void {
    if (this.#ended || (this.#response !== "closed" && this.#response !== "failed")) return;
    this.#ended = true;
    this.#sink.connectionEnded();
  }

  #switch(head: ResponseHead): void {
    this.#response = RESPONSE_STEPS.switch.from(this.#response);
    this.#request = "switched";
    this.#sink.upgraded(head, this.#input.takeAll());
  }

  #readEnd(): void {
    try {
      if (this.#body !== undefined && this.#response === "body") {
        this.#body.endOfInput();
        this.#persistent = false;
        this.#endResponse();
      } else if (this.#request !== "idle" && this.#response !== "done") {
        throw new HTTPError("the connection ended before the response", {
          code: "INCOMPLETE_MESSAGE",
          statusCode: 502,
        });
      } else {
        this.#endConnection();
      }
    } catch (error) {
      this.#failWith(error);
    }
  }

  #failWith(error: unknown): void {
    if (!(error instanceof HTTPError)) throw error;
    this.#fail(error);
  }

  #fail(error: HTTPError): void {
    this.#request = "closed";
    this.#response = "failed";
    this.#input.clear();
    this.#sink.protocolError(error);
    this.#announceEnd();
  }
}

function unsolicited(): HTTPError {
  return new HTTPError("bytes that answer no request", { code: "UNSOLICITED_DATA", statusCode: 502 });
}

function unexpectedUpgrade(): HTTPError {
  return new HTTPError("101 to a request that didn't ask for it, or isn't complete", {
    code: "UNEXPECTED_UPGRADE",
    statusCode: 502,
  });
}
