import type { DelayedCall, PushProducer } from "@twist/core";
import type { HTTPRequest } from "../server/http-request.js";
import type { HTTPResponse } from "../server/http-response.js";
import { type ServerSentEvent, formatComment, formatEvent } from "./server-sent-event.js";

const DEFAULT_HEARTBEAT_MS = 15_000;
/** What a client sends as Last-Event-ID is an id of ours, so it isn't longer than this. */
const MAX_LAST_EVENT_ID_LENGTH = 1024;

/** How an event stream is kept. */
export interface EventStreamOptions {
  /**
   * How long it may be silent before a comment is sent, so that proxies don't take it for dead, and a client that has gone is found out; `Infinity` for never.
   * @default 15000
   */
  readonly heartbeatMs?: number;
  /** Is called once, when the client has gone or the stream was closed. */
  readonly onClose?: () => void;
}

/**
 * A response that is a stream of events (WHATWG HTML, "Server-sent events"). Its head is sent when it is made.
 *
 *     const events = new EventStream(response, { onClose: () => feed.delete(events) });
 *     events.send({ id: "7", event: "price", data: "12.50" });
 *
 * A client that takes its events too slowly is seen by `isFull`: skip what it can do without, or `close`.
 */
export class EventStream implements PushProducer {
  readonly #response: HTTPResponse;
  readonly #heartbeatMs: number;
  readonly #onClose: (() => void) | undefined;
  #heartbeat: DelayedCall | undefined = undefined;
  #full = false;
  #closed = false;

  /** @throws {RangeError} where `heartbeatMs` isn't over 0. @throws {TypeError} where the head has been sent already. */
  constructor(response: HTTPResponse, options: EventStreamOptions = {}) {
    const { heartbeatMs = DEFAULT_HEARTBEAT_MS } = options;
    if (!(heartbeatMs > 0)) throw new RangeError("heartbeatMs must be over 0");
    this.#response = response;
    this.#heartbeatMs = heartbeatMs;
    this.#onClose = options.onClose;
    response.sendHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    response.registerProducer(this, { streaming: true });
    this.#beatLater();
  }

  /** Whether nothing can be sent any more. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Whether more waits for the client than is good. What is sent all the same is kept for it. */
  get isFull(): boolean {
    return this.#full;
  }

  /**
   * Sends an event; none where the stream is closed.
   * @returns false where more waits for the client than is good.
   * @throws {TypeError} where `event` or `id` has a line end or NUL. @throws {RangeError} where `retryMs` isn't a whole number of at least 0.
   */
  send(event: ServerSentEvent): boolean {
    return this.#write(formatEvent(event));
  }

  /** Sends what a client drops. @returns as `send`. */
  comment(text: string): boolean {
    return this.#write(formatComment(text));
  }

  /** Ends the stream. The client will connect again, unless it has been told not to. */
  close(): void {
    if (this.#closed) return;
    this.#over();
    this.#response.end();
  }

  /** For the response: the client is slow. */
  pauseProducing(): void {
    this.#full = true;
  }

  /** For the response: it has caught up. */
  resumeProducing(): void {
    this.#full = false;
  }

  /** For the response: the client has gone. */
  stopProducing(): void {
    this.#over();
  }

  #write(text: string): boolean {
    if (this.#closed) return false;
    this.#response.write(text);
    this.#beatLater();
    return !this.#full;
  }

  #beatLater(): void {
    this.#heartbeat?.cancel();
    this.#heartbeat = undefined;
    if (this.#closed || this.#heartbeatMs === Number.POSITIVE_INFINITY) return;
    this.#heartbeat = this.#response.request.transport.clock.callLater(this.#heartbeatMs, () => {
      this.#heartbeat = undefined;
      // A client that is behind will get enough without it.
      if (this.#full) this.#beatLater();
      else this.comment("");
    });
  }

  #over(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#heartbeat?.cancel();
    this.#heartbeat = undefined;
    this.#onClose?.();
  }
}

/** The id of the last event that the client of `request` has had, when it connects again; `undefined` where it has had none. */
export function lastEventId(request: HTTPRequest): string | undefined {
  const value = request.headers.get("last-event-id");
  if (value === undefined || value === "" || value.length > MAX_LAST_EVENT_ID_LENGTH) return undefined;
  return Buffer.from(value, "latin1").toString("utf8");
}
