import type { HTTP1ServerMachine } from "../machine/http1-server-machine.js";
import type { Headers } from "../wire/headers.js";
import type { HTTPRequest } from "./http-request.js";
import { PendingResponses } from "./pending-responses.js";

/** Why reading is paused; there may be several reasons at once. */
export const MACHINE_BUSY = 1;
export const BODY_UNREAD = 2;
export const OUTPUT_FULL = 4;
export type PauseReason = typeof MACHINE_BUSY | typeof BODY_UNREAD | typeof OUTPUT_FULL;

/** What a connection has only while there is something to do: see `SharedResources`. */
export class ActiveState {
  readonly machine: HTTP1ServerMachine;
  readonly pending = new PendingResponses();
  /** The request whose body is being read. */
  reading: HTTPRequest | undefined = undefined;
  /** What came behind that body. */
  trailers: Headers | undefined = undefined;
  /** Until when that body may take, or how much of its time is left while nobody reads it. */
  bodyDeadline = 0;
  /** How many requests had come when the head was begun that is awaited now. */
  awaitedHead = -1;
  /** The machine is looking at what has come: what it answers is sent when it has. */
  isReceiving = false;
  /** The connection is to be closed when everything is out. */
  isClosing = false;
  /** The request read last was the client's last, by its own word, and all of it has come. */
  peerIsDone = false;
  #pauses = 0;

  constructor(machine: HTTP1ServerMachine) {
    this.machine = machine;
  }

  /** Whether another connection may have it: what is left of it is as it was when it was made, or is set before it is looked at. */
  get rests(): boolean {
    return this.machine.rests && this.pending.first === undefined && this.#pauses === 0;
  }

  /** Whether there is any reason not to read. */
  get isPaused(): boolean {
    return this.#pauses !== 0;
  }

  isPausedFor(reason: PauseReason): boolean {
    return (this.#pauses & reason) !== 0;
  }

  pauseFor(reason: PauseReason): void {
    this.#pauses |= reason;
  }

  resumeFrom(reason: PauseReason): void {
    this.#pauses &= ~reason;
  }
}
