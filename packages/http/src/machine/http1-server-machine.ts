import { HeadScanner } from "../wire/head-scanner.js";
import { HTTPError } from "../wire/http-error.js";
import { DEFAULT_HTTP_LIMITS, type HTTPLimits } from "../wire/http-limits.js";
import { RequestLine } from "../wire/request-line.js";
import { SectionReader } from "../wire/section-reader.js";
import { type ByteTarget, WriteList } from "../wire/write-list.js";
import { BodyReader } from "./body-reader.js";
import { InputQueue } from "./input-queue.js";
import { RequestHead } from "./request-head.js";
import { type ResponseQueue, ResponseWriter } from "./response-writer.js";
import type { ServerSink } from "./server-sink.js";
import { REQUEST_STEPS } from "./message-step.js";
import type { MessageState } from "./transitions.js";

/** What all connections of a server share. */
export interface ServerMachineOptions {
  /** Made by `httpLimits`. @default DEFAULT_HTTP_LIMITS */
  readonly limits?: HTTPLimits;
  /** Gives the value of Date for the present second. Without it no Date is sent. */
  readonly currentDate?: () => string;
}

const requestScanner = new HeadScanner(() => new RequestLine(), true);

/**
 * The server's side of one HTTP/1.1 or 1.0 connection, without the connection: bytes in by `receive`, calls on the sink out; answers in
 * through `ResponseWriter`s, bytes out by `drainTo`, which gathers whatever has been answered since. No I/O, no clock, no timer.
 *
 * After the first error nothing is read any more: no second request can hide behind a broken one.
 */
export class HTTP1ServerMachine implements ResponseQueue {
  #sink: ServerSink;
  readonly #options: ServerMachineOptions;
  readonly #limits: HTTPLimits;
  readonly #heads = new SectionReader(requestScanner);
  readonly #input = new InputQueue();
  readonly #output = new WriteList();
  #state: MessageState = "idle";
  /** The response to the request that was read last. */
  #current: ResponseWriter | undefined;
  /** Whether that request allows another protocol to follow it. */
  #maySwitch = false;
  #body: BodyReader | undefined;
  /** Bytes of the present body that were dropped, -1 while none are to be. */
  #discarded = -1;
  #oldest: ResponseWriter | undefined;
  #newest: ResponseWriter | undefined;
  #unanswered = 0;
  #requests = 0;
  #closing = false;
  #ended = false;
  #inputEnded = false;
  #running = false;
  #paused = false;
  #held = false;

  constructor(sink: ServerSink, options: ServerMachineOptions = {}) {
    this.#sink = sink;
    this.#options = options;
    this.#limits = options.limits ?? DEFAULT_HTTP_LIMITS;
  }

  /** Where the reading of requests is: `idle` between two of them. */
  get state(): MessageState {
    return this.#state;
  }

  /** Whether nothing is being read or answered: the keep-alive time-out runs. */
  get idle(): boolean {
    return this.#state === "idle" && this.#unanswered === 0 && !this.#heads.started;
  }

  /** Whether part of a head has come: the headers time-out runs. */
  get readingHead(): boolean {
    return this.#heads.started;
  }

  /** How many requests have come whose responses are not complete. */
  get unanswered(): number {
    return this.#unanswered;
  }

  /** How many bytes wait for `drainTo`. */
  get pendingOutput(): number {
    return this.#output.byteLength;
  }

  /** Writes everything that waits, with one call. @returns what the call returned, `true` where nothing waited. */
  drainTo(target: ByteTarget): boolean {
    return this.#output.drainTo(target);
  }

  /** Whether it is as good as new: nothing waits, nothing is remembered but the number of requests. Another connection may have it then. */
  get rests(): boolean {
    return (
      this.idle &&
      !this.#running &&
      !this.#closing &&
      !this.#held &&
      !this.#paused &&
      !this.#inputEnded &&
      this.#input.isEmpty &&
      this.#output.byteLength === 0
    );
  }

  /** Serves another connection from now on, on which `requests` have come already. Only where it `rests`. */
  serve(sink: ServerSink, requests: number): void {
    this.#sink = sink;
    this.#requests = requests;
    this.#current = undefined;
  }

  /** Takes what the peer has sent. The machine may keep `chunk` while reading is paused. */
  receive(chunk: Buffer): void {
    if (this.#readsNoMore) return;
    this.#input.push(chunk);
    this.#run();
  }

  /** The peer sends nothing more; it may still read. */
  endOfInput(): void {
    this.#inputEnded = true;
    this.#run();
  }

  /** Takes no more requests: what has come is answered, the last of it with `Connection: close`. An idle connection ends at once. */
  shutdown(): void {
    this.#closing = true;
    if (this.#state === "idle" && !this.#heads.started) this.#readNoMore();
  }

  /** Begins no more requests until `release`, because there is more than enough to send: a few bytes of requests can ask for very many of answers. */
  hold(): void {
    this.#held = true;
  }

  /** Ends `hold`. */
  release(): void {
    if (!this.#held) return;
    this.#held = false;
    this.#run();
  }

  /** Gives up reading, as if the peer had broken the protocol: for time-outs (408) and refusals. */
  refuse(error: HTTPError): void {
    if (!this.#readsNoMore) this.#fail(error);
  }

  /**
   * Nobody wants the rest of the body that is being read: it is dropped, and neither `trailers` nor `requestEnd` is called. If it is over
   * `maxDiscardedBodyBytes`, the connection ends when what has come before is answered.
   */
  discardBody(): void {
    if (this.#body !== undefined && this.#discarded < 0) this.#discarded = 0;
  }

  /** For `ResponseWriter` only, as all below. @internal */
  get currentDate(): string | undefined {
    return this.#options.currentDate?.();
  }

  /** @internal */
  isLast(response: ResponseWriter): boolean {
    return this.#closing && response === this.#newest;
  }

  /** @internal */
  closingAnnounced(): void {
    this.#closing = true;
    if (this.#state === "idle") this.#readNoMore();
  }

  /** @internal */
  responseEnded(response: ResponseWriter): void {
    if (response === this.#oldest) this.#advance();
  }

  /** @internal */
  responseBroken(): void {
    this.#endConnection();
  }

  /** @internal */
  maySwitch(response: ResponseWriter): boolean {
    return this.#maySwitch && response === this.#current && this.#state === "done";
  }

  /** @internal */
  responseSwitched(response: ResponseWriter): void {
    this.#state = REQUEST_STEPS.switch.from(this.#state);
    if (response === this.#oldest) this.#handOver(response);
  }

  get #readsNoMore(): boolean {
    return this.#state === "closed" || this.#state === "failed" || this.#state === "switched";
  }

  /** Whether the next byte can't be looked at before something is answered. */
  get #mustWait(): boolean {
    if (this.#state === "done") return this.#maySwitch && !(this.#current?.finished ?? true);
    return this.#state === "idle" && (this.#held || this.#unanswered >= this.#limits.maxPipelinedRequests);
  }

  /** Reads as far as it may. Never recursive: an answer given from inside the sink returns to this loop. */
  #run(): void {
    if (this.#running) return;
    this.#running = true;
    try {
      const input = this.#input;
      this.#settle();
      while (!input.isEmpty && !this.#readsNoMore && !this.#mustWait) {
        if (this.#state === "idle") this.#readHead(input);
        else this.#readBody(input);
      }
      if (this.#inputEnded && input.isEmpty && !this.#readsNoMore) this.#readEnd();
    } finally {
      this.#running = false;
    }
    this.#updatePause();
  }

  #readHead(input: InputQueue): void {
    let head: RequestHead;
    try {
      const scanner = this.#heads.read(input.chunk, input.at, this.#limits);
      if (scanner === undefined) {
        input.dropChunk();
        return;
      }
      input.advanceTo(scanner.end);
      head = new RequestHead(scanner);
      this.#body = head.framing === 0 ? undefined : new BodyReader(head.framing, this.#limits);
    } catch (error) {
      this.#failWith(error);
      return;
    }
    this.#state = REQUEST_STEPS.head.from(this.#state);
    this.#maySwitch = head.maySwitch;
    this.#discarded = -1;
    if (!head.persistent || ++this.#requests >= this.#limits.maxRequestsPerConnection) this.#closing = true;
    this.#current = this.#enqueue(new ResponseWriter(this, head));
    // A request without a body is complete before anybody hears of it, so that an upgrade can be granted on the spot.
    if (this.#body === undefined) this.#state = REQUEST_STEPS.end.from(this.#state);
    this.#sink.requestHead(head, this.#current);
    if (this.#state === "done") this.#sink.requestEnd();
    this.#settle();
  }

  #readBody(input: InputQueue): void {
    const body = this.#body;
    if (body === undefined) return;
    const chunk = input.chunk;
    this.#current?.bodyBegun();
    try {
      input.advanceTo(body.read(chunk, input.at));
    } catch (error) {
      this.#failWith(error);
      return;
    }
    const { dataStart, dataEnd } = body;
    if (dataEnd > dataStart) {
      if (this.#discarded >= 0) this.#discard(dataEnd - dataStart);
      else this.#sink.bodyData(dataEnd - dataStart === chunk.length ? chunk : chunk.subarray(dataStart, dataEnd));
    }
    if (body.done && !this.#readsNoMore) this.#endBody(body);
  }

  #endBody(body: BodyReader): void {
    this.#body = undefined;
    this.#state = REQUEST_STEPS.end.from(this.#state);
    if (this.#discarded < 0) {
      if (body.trailers !== undefined) this.#sink.trailers(body.trailers);
      this.#sink.requestEnd();
    }
    this.#settle();
  }

  #discard(bytes: number): void {
    this.#discarded += bytes;
    if (this.#discarded <= this.#limits.maxDiscardedBodyBytes) return;
    this.#current?.forbidPersistence();
    this.#readNoMore();
  }

  /** On to the next request, once the last is complete, unless its answer may switch protocols: what follows may not be HTTP then. */
  #settle(): void {
    if (this.#state !== "done" || this.#mustWait) return;
    if (this.#closing) this.#readNoMore();
    else this.#state = REQUEST_STEPS.next.from(this.#state);
  }

  #readEnd(): void {
    try {
      if (this.#body !== undefined) this.#body.endOfInput();
      else if (this.#heads.started)
        throw new HTTPError("the connection ended inside a head", { code: "INCOMPLETE_MESSAGE" });
    } catch (error) {
      this.#failWith(error);
      return;
    }
    this.#closing = true;
    if (this.#state === "idle") this.#readNoMore();
  }

  #failWith(error: unknown): void {
    if (!(error instanceof HTTPError)) throw error;
    this.#fail(error);
  }

  #fail(error: HTTPError): void {
    const reading = this.#state === "body" ? this.#current : this.#enqueue(new ResponseWriter(this, undefined));
    this.#state = "failed";
    this.#input.clear();
    reading?.forbidPersistence();
    this.#sink.protocolError(error, reading?.state === "idle" ? reading : undefined);
    if (this.#unanswered === 0) this.#endConnection();
  }

  /** Reads nothing more; ends the connection when everything is answered. */
  #readNoMore(): void {
    this.#state = "closed";
    this.#input.clear();
    if (this.#unanswered === 0) this.#endConnection();
  }

  #enqueue(response: ResponseWriter): ResponseWriter {
    if (this.#newest === undefined) {
      this.#oldest = response;
      response.takeTurn(this.#output);
    } else {
      this.#newest.next = response;
    }
    this.#newest = response;
    this.#unanswered++;
    return response;
  }

  /** The oldest response is complete: the next ones may go out, as far as they are complete too. */
  #advance(): void {
    let response = this.#oldest;
    while (response?.state === "done") {
      const { next } = response;
      this.#unanswered--;
      this.#oldest = next;
      if (next === undefined) this.#newest = undefined;
      if (!response.persistent) {
        this.#endConnection();
        return;
      }
      next?.takeTurn(this.#output);
      response = next;
    }
    if (response?.state === "switched") this.#handOver(response);
    else if (response === undefined && (this.#state === "closed" || this.#state === "failed")) this.#endConnection();
    else this.#run();
  }

  #handOver(response: ResponseWriter): void {
    this.#ended = true;
    this.#oldest = this.#newest = undefined;
    this.#unanswered = 0;
    this.#sink.upgraded(response, this.#input.takeAll());
  }

  #endConnection(): void {
    if (this.#ended) return;
    this.#ended = true;
    if (!this.#readsNoMore) this.#state = "closed";
    this.#input.clear();
    let response = this.#oldest;
    this.#oldest = this.#newest = undefined;
    this.#unanswered = 0;
    while (response !== undefined) {
      response.drop();
      this.#sink.responseDropped(response);
      response = response.next;
    }
    this.#sink.connectionEnded();
  }

  #updatePause(): void {
    const paused = !this.#readsNoMore && this.#mustWait;
    if (paused === this.#paused) return;
    this.#paused = paused;
    if (paused) this.#sink.pauseReading();
    else this.#sink.resumeReading();
  }
}
