import type { ReactorTime } from "@twist/core";
import { HTTP1ServerMachine, type ServerMachineOptions } from "../machine/http1-server-machine.js";
import type { ServerSink } from "../machine/server-sink.js";
import { ActiveState } from "./active-state.js";
import { ConnectionTimers } from "./connection-timers.js";

/**
 * What those connections of a server share that live in the same time: their timers, and an active state with its machine. One that is idle has none: what
 * has just answered somebody else is there for the next, which keeps ten thousand idle connections small and the one machine in the processor's cache.
 */
export class SharedResources {
  readonly timers: ConnectionTimers;
  readonly #options: ServerMachineOptions;
  #spare: ActiveState | undefined = undefined;

  constructor(clock: ReactorTime, options: ServerMachineOptions) {
    this.timers = new ConnectionTimers(clock);
    this.#options = options;
  }

  /** For a connection on which `requests` have come. */
  take(sink: ServerSink, requests: number): ActiveState {
    const active = this.#spare ?? new ActiveState(new HTTP1ServerMachine(sink, this.#options));
    this.#spare = undefined;
    active.machine.serve(sink, requests);
    return active;
  }

  /** Gives back one that `rests`. */
  giveBack(active: ActiveState): void {
    this.#spare = active;
  }
}
