import { Deferred } from "../../deferred/deferred.js";
import { Logger } from "../../logging/logger.js";
import type { ReactorCore, SystemEvent, SystemEventPhase } from "../reactor.js";
import { waitFor } from "./wait-for.js";

const log = new Logger("twist.core.reactor");
const phases: readonly SystemEventPhase[] = ["before", "during", "after"];

interface Trigger {
  readonly phase: SystemEventPhase;
  readonly call: () => unknown;
}

/**
 * The reactor's own life. Node's event loop runs whenever a program does, so the reactor runs from the start: what is to happen at
 * startup happens as soon as it is asked for.
 */
export class SystemEvents implements ReactorCore {
  #triggers = new Set<Trigger>();
  #stopped: Deferred<void> | undefined = undefined;

  get running(): boolean {
    return this.#stopped === undefined;
  }

  callWhenRunning(callback: () => void): void {
    if (this.running) void guarded(callback);
  }

  addSystemEventTrigger(phase: SystemEventPhase, event: SystemEvent, trigger: () => unknown): () => void {
    if (event === "startup") {
      if (this.running) void guarded(trigger);
      return nothing;
    }
    const entry: Trigger = { phase, call: trigger };
    this.#triggers.add(entry);
    return () => {
      this.#triggers.delete(entry);
    };
  }

  stop(): Deferred<void> {
    this.#stopped ??= this.#start();
    return waitFor(this.#stopped);
  }

  #start(): Deferred<void> {
    const stopped = new Deferred<void>();
    void this.#shutDown().then(() => {
      stopped.callback(undefined);
    });
    return stopped;
  }

  async #shutDown(): Promise<void> {
    for (const phase of phases) {
      const due = [...this.#triggers].filter((trigger) => trigger.phase === phase);
      await Promise.all(due.map((trigger) => guarded(trigger.call)));
    }
  }

  onSignal(signal: NodeJS.Signals, handler: () => void): () => void {
    const listener = (): void => {
      void guarded(handler);
    };
    process.on(signal, listener);
    return () => {
      process.off(signal, listener);
    };
  }
}

/** Calls `call` now; a failure is logged, and stops nothing. */
async function guarded(call: () => unknown): Promise<void> {
  try {
    await call();
  } catch (error) {
    log.error("An exception came out of a trigger of the reactor", { error });
  }
}

function nothing(): void {
  // What has happened can't be taken back.
}
