import type { HTTP1ServerMachine } from "../machine/http1-server-machine.js";
import type { Headers } from "../wire/headers.js";
import type { HTTPRequest } from "./http-request.js";
import { PendingResponses } from "./pending-responses.js";

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

  constructor(machine: HTTP1ServerMachine) {
    this.machine = machine;
  }

  /** Whether another connection may have it. */
  get rests(): boolean {
    return this.machine.rests && this.pending.first === undefined;
  }
}
