import type { ReactorTime } from "@twist/core";
import { HTTP1ServerMachine, type ServerMachineOptions } from "../machine/http1-server-machine.js";
import type { ServerSink } from "../machine/server-sink.js";
import { ConnectionTimers } from "./connection-timers.js";

/**
 * What those connections of a server share that live in the same time: their timers, and a machine. One that is idle has none: the machine that has just
 * answered somebody else is there for the next, which keeps ten thousand idle connections small and the one machine in the processor's cache.
 */
export class SharedResources {
  readonly timers: ConnectionTimers;
  readonly #options: ServerMachineOptions;
  #spare: HTTP1ServerMachine | undefined = undefined;

  constructor(clock: ReactorTime, options: ServerMachineOptions) {
    this.timers = new ConnectionTimers(clock);
    this.#options = options;
  }

  /** A machine for a connection on which `requests` have come. */
  takeMachine(sink: ServerSink, requests: number): HTTP1ServerMachine {
    const machine = this.#spare ?? new HTTP1ServerMachine(sink, this.#options);
    this.#spare = undefined;
    machine.serve(sink, requests);
    return machine;
  }

  /** Gives back a machine that `rests`. */
  giveBack(machine: HTTP1ServerMachine): void {
    this.#spare = machine;
  }
}
