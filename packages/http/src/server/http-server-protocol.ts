import { type ConnectionEnd, type LoseConnectionOptions, Protocol } from "@twist/core";
import type { RequestHead } from "../machine/request-head.js";
import type { ResponseWriter } from "../machine/response-writer.js";
import type { ServerSink } from "../machine/server-sink.js";
import type { Headers } from "../wire/headers.js";
import { HTTPError } from "../wire/http-error.js";
import { type ActiveState, BODY_UNREAD, MACHINE_BUSY, OUTPUT_FULL, type PauseReason } from "./active-state.js";
import type { AwaitedStep, ConnectionTimers, TimedConnection } from "./connection-timers.js";
import { ERROR_FIELDS, errorText, refuse } from "./error-response.js";
import type { RequestConnection, ResponseConnection } from "./http-connection.js";
import { HTTPRequest } from "./http-request.js";
import { HTTPResponse } from "./http-response.js";
import { logAccess } from "./log-access.js";
import { runHandler } from "./run-handler.js";
import type { ServerSettings } from "./server-settings.js";
import type { SharedResources } from "./shared-resources.js";

const PEER_IS_DONE: LoseConnectionOptions = { peerIsDone: true };

/** Answers beyond this many bytes are sent before the rest of what has been received is looked at. */
const MAX_GATHERED_BYTES = 64 * 1024;

/**
 * The server's side of an HTTP/1.1 or 1.0 connection: a thin shell between the transport, the machine that knows HTTP, and the handler that answers. It
 * adds what the machine has no part in: time, backpressure in both directions, and the end of the connection.
 */
export class HTTPServerProtocol
  extends Protocol
  implements ServerSink, RequestConnection<HTTPRequest>, ResponseConnection<HTTPResponse>, TimedConnection
{
  /** For `ConnectionTimers`. */
  timerIndex = -1;
  readonly #settings: ServerSettings;
  #shared!: SharedResources;
  /** Only while there is something to do. */
  #ownState: ActiveState | undefined = undefined;
  #requests = 0;
  #isAdmitted = false;
  #over = false;
  /** How many bytes waited when it was last looked whether the peer takes any. */
  #stalledBytes = 0;

  constructor(settings: ServerSettings) {
    super();
    this.#settings = settings;
  }

  get isFull(): boolean {
    return this.#ownState?.isPausedFor(OUTPUT_FULL) === true;
  }

  get hasReleasedAll(): boolean {
    const { transport } = this;
    return (
      transport.releasesWrites === true &&
      transport.bufferedBytes === 0 &&
      (this.#ownState?.machine.pendingOutput ?? 0) === 0
    );
  }

  override connectionMade(): void {
    const { transport } = this;
    const overLimit = this.#settings.admission.admit(transport.peer);
    if (overLimit !== undefined) {
      transport.abortConnection(new Error(`The connection was refused: ${overLimit}.`));
      return;
    }
    this.#isAdmitted = true;
    this.#shared = this.#settings.sharedAt(transport.clock);
    this.#timers.await(this, "first-byte", this.#settings.timeouts.firstByteTimeoutMs);
  }

  override dataReceived(data: Buffer): void {
    const active = this.#active;
    active.isReceiving = true;
    active.machine.receive(data);
    active.isReceiving = false;
    // The next piece of a body is awaited from now, not from whenever something else is sent.
    if (this.#timers.awaitedOf(this) === "body") this.#timers.rest(this);
    this.flush();
  }

  override readConnectionLost(): void {
    this.#active.machine.endOfInput();
    this.flush();
  }

  override finishConnection(): void {
    this.#active.machine.shutdown();
    this.flush();
  }

  override connectionLost(reason: ConnectionEnd): void {
    this.#over = true;
    if (!this.#isAdmitted) return;
    this.#settings.admission.release(this.transport.peer);
    this.#timers.remove(this);
    for (const response of this.#ownState?.pending.takeAll() ?? []) this.#giveUp(response, reason);
  }

  /** The transport has more than enough to send. */
  pauseProducing(): void {
    const active = this.#active;
    this.#pause(active, OUTPUT_FULL);
    active.machine.hold();
    this.#awaitDrain();
  }

  /** The transport has room again. */
  resumeProducing(): void {
    this.#timers.rest(this);
    const active = this.#active;
    this.#resume(active, OUTPUT_FULL);
    active.pending.first?.roomAgain();
    if (!this.isFull) {
      active.isReceiving = true;
      active.machine.release();
      active.isReceiving = false;
    }
    this.flush();
  }

  stopProducing(): void {
    // `connectionLost` follows.
  }

  flush(): void {
    if (this.#over) return;
    const active = this.#active;
    const { machine } = active;
    if (active.isReceiving && machine.pendingOutput < MAX_GATHERED_BYTES) return;
    if (machine.pendingOutput > 0) {
      machine.drainTo(this.transport);
      if (this.isFull) this.#stalledBytes = this.transport.bufferedBytes;
    }
    if (active.isReceiving) return;
    if (active.isClosing) this.#close();
    else if (!this.isFull) this.#awaitPeer(active);
    if (active.rests) this.#rest(active);
  }

  responseEnded(response: HTTPResponse): void {
    this.#ownState?.pending.remove(response);
    response.request.answered();
    logAccess(this.#settings, this.transport, response);
    this.flush();
    this.#ownState?.pending.first?.roomAgain();
  }

  bodyWanted(request: HTTPRequest): void {
    if (this.#over) return;
    this.#ownState?.pending.answering(request)?.sendContinue();
  }

  setBodyPaused(request: HTTPRequest, paused: boolean): void {
    const active = this.#ownState;
    if (active?.reading !== request) return;
    if (paused) {
      active.bodyDeadline -= this.transport.clock.now();
      this.#pause(active, BODY_UNREAD);
    } else {
      active.bodyDeadline += this.transport.clock.now();
      this.#resume(active, BODY_UNREAD);
    }
    if (!active.isReceiving) this.flush();
  }

  discardBody(request: HTTPRequest): void {
    const active = this.#ownState;
    if (active?.reading !== request) return;
    this.#stopReading(active);
    active.machine.discardBody();
  }

  // What the machine calls.

  requestHead(head: RequestHead, writer: ResponseWriter): void {
    const active = this.#active;
    const request = new HTTPRequest(head, this);
    const response = new HTTPResponse(request, writer, this);
    this.#requests++;
    active.peerIsDone = !head.persistent && head.framing === 0;
    if (head.framing !== 0) {
      active.reading = request;
      active.bodyDeadline = this.transport.clock.now() + this.#settings.timeouts.requestTimeoutMs;
    }
    if (this.#settings.accessLog !== undefined) response.startedAt = this.transport.clock.now();
    active.pending.push(response);
    runHandler(this.#settings, request, response);
  }

  bodyData(chunk: Buffer): void {
    this.#ownState?.reading?.body.push(chunk);
  }

  trailers(trailers: Headers): void {
    this.#active.trailers = trailers;
  }

  requestEnd(): void {
    const active = this.#active;
    const request = active.reading;
    if (request === undefined) return;
    this.#stopReading(active);
    const { trailers } = active;
    active.trailers = undefined;
    request.body.end(trailers);
  }

  protocolError(error: HTTPError, writer: ResponseWriter | undefined): void {
    const active = this.#active;
    active.reading?.body.fail(error);
    this.#stopReading(active);
    if (writer === undefined) return;
    const response = active.pending.writtenBy(writer);
    if (response !== undefined) {
      refuse(response, error);
      return;
    }
    writer.send(error.statusCode, ERROR_FIELDS, errorText(error.statusCode, error.message));
    logAccess(this.#settings, this.transport, undefined, error.statusCode);
  }

  responseDropped(writer: ResponseWriter): void {
    const { pending } = this.#active;
    const response = pending.writtenBy(writer);
    if (response === undefined) return;
    pending.remove(response);
    this.#giveUp(
      response,
      new HTTPError("the connection ends before this answer's turn", { code: "INCOMPLETE_MESSAGE" }),
    );
  }

  pauseReading(): void {
    this.#pause(this.#active, MACHINE_BUSY);
  }

  resumeReading(): void {
    this.#resume(this.#active, MACHINE_BUSY);
  }

  upgraded(writer: ResponseWriter, leftover: Buffer): void {
    const { transport } = this;
    const { machine, pending, isPaused } = this.#active;
    const response = pending.writtenBy(writer);
    const next = response?.switched();
    machine.drainTo(transport);
    this.#over = true;
    this.#timers.remove(this);
    if (response !== undefined) logAccess(this.#settings, this.transport, response);
    transport.unregisterProducer();
    if (next === undefined) transport.loseConnection();
    else {
      if (isPaused) transport.resumeReading();
      transport.switchProtocol(this.#settings.admission.pass(next, transport.peer), leftover);
    }
  }

  connectionEnded(): void {
    this.#active.isClosing = true;
  }

  timedOut(awaited: AwaitedStep): void {
    switch (awaited) {
      case "first-byte":
      case "keep-alive":
        this.#close();
        return;
      case "headers":
      case "body":
        this.#active.machine.refuse(
          new HTTPError("the request took too long to come", { code: "REQUEST_TIMEOUT", statusCode: 408 }),
        );
        this.flush();
        return;
      case "write":
        if (this.transport.bufferedBytes < this.#stalledBytes) this.#awaitDrain();
        else this.transport.abortConnection(new Error("the peer takes nothing of what waits for it"));
    }
  }

  get #active(): ActiveState {
    return this.#ownState ?? this.#begin();
  }

  #begin(): ActiveState {
    const active = this.#shared.take(this, this.#requests);
    this.#ownState = active;
    // One that rests has nothing to send: it needs no word of whether there is room.
    this.transport.registerProducer(this, { streaming: true });
    return active;
  }

  #rest(active: ActiveState): void {
    this.#ownState = undefined;
    this.transport.unregisterProducer();
    this.#shared.giveBack(active);
  }

  get #timers(): ConnectionTimers {
    return this.#shared.timers;
  }

  #giveUp(response: HTTPResponse, reason: Error): void {
    try {
      response.lost(reason);
    } catch (error) {
      this.#settings.log.error("A handler could not be told that its client has gone", { error });
    }
    logAccess(this.#settings, this.transport, response);
  }

  #stopReading(active: ActiveState): void {
    active.reading = undefined;
    this.#resume(active, BODY_UNREAD);
  }

  #pause(active: ActiveState, reason: PauseReason): void {
    if (!active.isPaused) this.transport.pauseReading();
    active.pauseFor(reason);
  }

  #resume(active: ActiveState, reason: PauseReason): void {
    if (!active.isPausedFor(reason)) return;
    active.resumeFrom(reason);
    if (!active.isPaused && !this.#over) this.transport.resumeReading();
  }

  /** Sets the timer for what the peer is to do next. */
  #awaitPeer(active: ActiveState): void {
    const { machine } = active;
    const timers = this.#timers;
    const { timeouts } = this.#settings;
    if (machine.state === "body") {
      if (active.isPausedFor(BODY_UNREAD)) timers.rest(this);
      else if (timers.awaitedOf(this) !== "body") timers.await(this, "body", this.#bodyTimeout(active));
    } else if (machine.readingHead) {
      if (timers.awaitedOf(this) === "headers" && active.awaitedHead === this.#requests) return;
      active.awaitedHead = this.#requests;
      timers.await(this, "headers", timeouts.headersTimeoutMs);
    } else if (!machine.idle) timers.rest(this);
    else if (this.#requests > 0) timers.await(this, "keep-alive", timeouts.keepAliveTimeoutMs);
  }

  #bodyTimeout({ bodyDeadline }: ActiveState): number {
    const leftMs = Math.max(0, bodyDeadline - this.transport.clock.now());
    return Math.min(this.#settings.timeouts.bodyGapTimeoutMs, leftMs);
  }

  #awaitDrain(): void {
    this.#stalledBytes = this.transport.bufferedBytes;
    this.#timers.await(this, "write", this.#settings.timeouts.writeStallTimeoutMs);
  }

  /** Closes in good order; a peer that doesn't take what waits for it is not waited for any longer than it may stall. */
  #close(): void {
    const { transport } = this;
    this.#over = true;
    transport.unregisterProducer();
    transport.loseConnection(this.#ownState?.peerIsDone === true ? PEER_IS_DONE : undefined);
    this.#awaitDrain();
  }
}
