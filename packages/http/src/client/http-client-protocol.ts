import { type ConnectionEnd, type Deferred, Logger, Protocol } from "@twist/core";
import type { ClientSink } from "../machine/client-sink.js";
import { HTTP1ClientMachine } from "../machine/http1-client-machine.js";
import type { ResponseHead } from "../machine/response-head.js";
import type { Headers } from "../wire/headers.js";
import type { HTTPError } from "../wire/http-error.js";
import type { HTTPLimits } from "../wire/http-limits.js";
import { type BodyOutlet, BodySender } from "./body-sender.js";
import type { BodySource } from "./body-source.js";
import {
  DEFAULT_CONTINUE_TIMEOUT_MS,
  DEFAULT_MAX_DROPPED_BODY_BYTES,
  DEFAULT_RESPONSE_GAP_TIMEOUT_MS,
  DEFAULT_RESPONSE_HEADERS_TIMEOUT_MS,
} from "./client-defaults.js";
import type { ClientResponse } from "./client-response.js";
import { Deadline } from "./deadline.js";
import { Exchange, type ExchangeHolder } from "./exchange.js";
import { HTTPClientError } from "./http-client-error.js";
import { LastOutput } from "./last-output.js";
import { type Phase, phaseTimeout } from "./phase-timeout.js";
import { PreparedRequest } from "./prepared-request.js";
import type { RequestOptions } from "./request-options.js";
import type { ResponseBody } from "./response-body.js";
import { SwitchedWire } from "./switched-wire.js";

const log = new Logger("twist.http.client");

/** Who keeps a connection while it is idle. */
export interface ConnectionKeeper {
  /** It would take another request. @param last The response that it has just brought. */
  connectionFree(connection: HTTPClientProtocol, last: ClientResponse | undefined): void;
  /** It takes no more requests. Called once. */
  connectionGone(connection: HTTPClientProtocol): void;
  /** It was dead before `exchange` was put on it, which the server can't have answered: to be tried on another one. */
  connectionStale(exchange: Exchange): void;
}

/** What an `HTTPClientProtocol` takes. */
export interface HTTPClientProtocolOptions {
  /** Made by `httpLimits`. @default DEFAULT_HTTP_LIMITS */
  readonly limits?: HTTPLimits;
  /** @default nobody: the connection is used by whoever made it */
  readonly keeper?: ConnectionKeeper;
}

/**
 * The client's side of one HTTP/1.1 connection on any transport: one request at a time. An `Agent` has many of these; by itself it serves who has a
 * transport already (a tunnel, a pipe, a process):
 *
 *     const http = await endpoint.connect(Factory.from(() => new HTTPClientProtocol()));
 *     const response = await http.request({ url: "http://example.org/" });
 */
export class HTTPClientProtocol extends Protocol implements ClientSink, BodySource, BodyOutlet, ExchangeHolder {
  readonly #machine: HTTP1ClientMachine;
  readonly #keeper: ConnectionKeeper | undefined;
  #exchange: Exchange | undefined;
  #body: ResponseBody | undefined;
  #sender: BodySender | undefined;
  #deadline: Deadline | undefined;
  #phase: Phase = "quiet";
  /** Whether the body waits for `100 Continue`. */
  #holdsBody = false;
  /** Whether the answer says that what of the request's body hasn't gone out is of no use. */
  #refused = false;
  /** Whether anything has come since the request went out. */
  #heard = false;
  #readingPaused = false;
  #served = 0;
  #gone = false;
  #trailers: Headers | undefined;
  #switched: SwitchedWire | undefined;
  #lastOutput: LastOutput | undefined;

  constructor(options: HTTPClientProtocolOptions = {}) {
    super();
    this.#machine = new HTTP1ClientMachine(this, options.limits === undefined ? {} : { limits: options.limits });
    this.#keeper = options.keeper;
  }

  /** Whether it would take a request now. */
  get free(): boolean {
    return (
      !this.#gone && this.#exchange === undefined && this.#machine.state === "idle" && !this.transport.disconnecting
    );
  }

  /** How many exchanges it has brought to their end. */
  get served(): number {
    return this.#served;
  }

  /**
   * Sends a request. The connection must be the right one for its URL.
   * @throws {TypeError} while another request is under way, or where it can't take one any more.
   */
  request(options: RequestOptions): Deferred<ClientResponse> {
    if (!this.free) throw new TypeError("this connection can't take a request now");
    const exchange = new Exchange(new PreparedRequest(options), this.transport.clock);
    if (!exchange.over) this.send(exchange);
    return exchange.result;
  }

  /**
   * Puts an exchange on this connection, which must be `free`.
   * @returns false where its request can't be written: the exchange has failed then, and the connection is as free as before.
   */
  send(exchange: Exchange): boolean {
    const { request } = exchange;
    const { content } = request;
    try {
      this.#machine.sendRequest(request);
    } catch (error) {
      exchange.fail(error);
      return false;
    }
    this.#exchange = exchange;
    this.#heard = false;
    exchange.holder = this;
    if (content !== undefined && request.options.expectContinue === true) {
      this.#holdsBody = true;
      this.#wait("continue", DEFAULT_CONTINUE_TIMEOUT_MS);
    } else if (content === undefined) {
      this.sendEnd();
    } else {
      this.#sendContent(content);
    }
    this.#machine.drainTo(this.transport);
    return true;
  }

  /** Closes it if nothing is sent on it for `ms`. For its keeper. */
  idleFor(ms: number): void {
    this.#wait("idle", ms);
  }

  /** Closes it now; an exchange that is under way fails with `reason`. */
  close(reason: Error): void {
    this.#fail(reason);
  }

  override dataReceived(data: Buffer): void {
    this.#heard = true;
    if (this.#switched !== undefined) this.#switched.hold(data);
    else this.#machine.receive(data);
  }

  override readConnectionLost(): void {
    if (this.#switched === undefined) this.#machine.endOfInput();
    else this.transport.loseConnection();
  }

  override connectionLost(reason: ConnectionEnd): void {
    this.#lastOutput?.stop();
    this.#end(
      new HTTPClientError("the connection was lost before the response was complete", {
        code: "CONNECTION_CLOSED",
        cause: reason,
      }),
      true,
    );
  }

  // What the machine reads.

  interimHead(head: ResponseHead): void {
    const exchange = this.#exchange;
    if (head.status === 100) this.#releaseBody();
    try {
      exchange?.request.options.onInterim?.(head);
    } catch (error) {
      log.error("An exception came out of onInterim", { error });
    }
  }

  responseHead(head: ResponseHead): void {
    const exchange = this.#exchange;
    if (exchange === undefined) return;
    // The server has made up its mind: nobody waits for what of the body hasn't gone out (RFC 9110 §10.1.1, RFC 9112 §9.3).
    this.#refused = head.status >= 300;
    if (this.#holdsBody || (this.#refused && this.#machine.requestState !== "done")) this.#stopSending();
    this.#wait("body", this.#gapMs);
    this.#body = exchange.respond(head, head.framing === 0 ? undefined : this);
  }

  bodyData(chunk: Buffer): void {
    if (this.#phase === "body") this.#wait("body", this.#gapMs);
    this.#body?.bodyChunk(chunk);
  }

  trailers(trailers: Headers): void {
    this.#trailers = trailers;
  }

  responseEnd(): void {
    const body = this.#body;
    const trailers = this.#trailers;
    this.#trailers = undefined;
    this.#body = undefined;
    this.#wait("quiet", Number.POSITIVE_INFINITY);
    body?.bodyEnd(trailers);
    const isSent = this.#machine.requestState !== "body";
    // The answer is complete and the request isn't: it may still be sent to its end, unless that was given up.
    if (!isSent && this.#sender !== undefined) return;
    const isUnwanted = this.#refused && this.transport.bufferedBytes > DEFAULT_MAX_DROPPED_BODY_BYTES;
    if (!isSent || isUnwanted) this.#fail(undefined);
    else this.#completeExchange();
  }

  upgraded(head: ResponseHead, leftover: Buffer): void {
    const exchange = this.#exchange;
    this.#wait("quiet", Number.POSITIVE_INFINITY);
    this.#switched = new SwitchedWire(this.transport, leftover);
    this.#exchange = undefined;
    this.#deadline?.stop();
    this.#leave();
    exchange?.respond(head, undefined, this.#switched);
    exchange?.complete();
  }

  protocolError(error: HTTPError): void {
    this.#end(error, error.code === "INCOMPLETE_MESSAGE");
  }

  connectionEnded(): void {
    this.#leave();
    this.#deadline?.stop();
    // What we would still send, nobody reads.
    if (this.#sender !== undefined) this.#stopSending();
    this.#resumeReading();
    this.transport.loseConnection();
    if (this.transport.bufferedBytes > 0) this.#lastOutput = new LastOutput(this.transport);
  }

  // What the response's body asks for.

  pauseBody(): void {
    if (this.#readingPaused) return;
    this.#readingPaused = true;
    this.transport.pauseReading();
    // That nothing comes now is our own doing.
    this.#wait("quiet", Number.POSITIVE_INFINITY);
  }

  resumeBody(): void {
    if (!this.#readingPaused) return;
    this.#wait("body", this.#gapMs);
    this.#resumeReading();
  }

  cancelBody(reason: unknown): void {
    this.#fail(reason);
  }

  dropExchange(_exchange: Exchange, reason: unknown): void {
    this.#fail(reason);
  }

  // What the request's body brings.

  sendChunk(chunk: Buffer): void {
    this.#machine.sendBody(chunk);
    this.#machine.drainTo(this.transport);
  }

  sendEnd(): void {
    const exchange = this.#exchange;
    if (exchange === undefined) return;
    const { trailers, headersTimeoutMs } = exchange.request.options;
    this.#sender = undefined;
    if (this.#body === undefined) {
      this.#wait("headers", headersTimeoutMs ?? DEFAULT_RESPONSE_HEADERS_TIMEOUT_MS);
    }
    try {
      this.#machine.end(trailers?.());
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#machine.drainTo(this.transport);
    if (exchange.response !== undefined && this.#body === undefined) this.#completeExchange();
  }

  sendFailed(error: unknown): void {
    this.#sender = undefined;
    this.#fail(error);
  }

  sendStalled(stalled: boolean): void {
    if (this.#body !== undefined) return;
    this.#wait(stalled ? "upload" : "quiet", stalled ? this.#gapMs : Number.POSITIVE_INFINITY);
  }

  #sendContent(content: Uint8Array | AsyncIterable<Uint8Array | string>): void {
    if (content instanceof Uint8Array) {
      try {
        this.#machine.sendBody(content);
      } catch (error) {
        this.#fail(error);
        return;
      }
      this.sendEnd();
      return;
    }
    this.#wait("quiet", Number.POSITIVE_INFINITY);
    this.#machine.drainTo(this.transport);
    this.#sender = new BodySender(content, this, this.transport);
    this.#sender.start();
  }

  #releaseBody(): void {
    const content = this.#exchange?.request.content;
    if (!this.#holdsBody || content === undefined) return;
    this.#holdsBody = false;
    this.#sendContent(content);
    this.#machine.drainTo(this.transport);
  }

  #stopSending(): void {
    this.#holdsBody = false;
    const sender = this.#sender;
    this.#sender = undefined;
    sender?.stop();
  }

  #completeExchange(): void {
    const exchange = this.#exchange;
    this.#exchange = undefined;
    this.#served++;
    exchange?.complete();
    if (this.#machine.state !== "idle") return;
    this.#resumeReading();
    if (this.free) this.#keeper?.connectionFree(this, exchange?.response);
  }

  #resumeReading(): void {
    if (!this.#readingPaused) return;
    this.#readingPaused = false;
    this.transport.resumeReading();
  }

  /** How long nothing may move in a body, up or down. */
  get #gapMs(): number {
    return this.#exchange?.request.options.bodyGapTimeoutMs ?? DEFAULT_RESPONSE_GAP_TIMEOUT_MS;
  }

  #wait(phase: Phase, ms: number): void {
    this.#phase = phase;
    this.#deadline ??= new Deadline(this.transport.clock, () => {
      this.#expired();
    });
    this.#deadline.set(ms);
  }

  #expired(): void {
    switch (this.#phase) {
      case "continue":
        this.#releaseBody();
        break;
      case "idle":
        this.#fail(undefined);
        break;
      default:
        this.#fail(phaseTimeout(this.#phase));
    }
  }

  /** Ends the connection, and the exchange on it. */
  #fail(reason: unknown): void {
    this.#end(reason, false);
    this.transport.abortConnection(reason instanceof Error ? reason : undefined);
  }

  /** @param closed Whether it was the server, or the network, that ended the connection. */
  #end(error: unknown, closed: boolean): void {
    const exchange = this.#exchange;
    this.#exchange = undefined;
    this.#body = undefined;
    this.#deadline?.stop();
    this.#stopSending();
    this.#leave();
    if (exchange === undefined) return;
    const stale = closed && this.#served > 0 && !this.#heard;
    if (stale && exchange.request.repeatable && this.#keeper !== undefined) this.#keeper.connectionStale(exchange);
    else if (exchange.response?.body.complete === true) exchange.complete();
    else exchange.fail(error);
  }

  #leave(): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#keeper?.connectionGone(this);
  }
}
