/**
 * Where log events go. Libraries never print: they publish events, and the program decides what becomes of them by adding
 * observers. An error that no observer would see is handed to Node's process warnings instead of being lost.
 */

export type LogLevel = "debug" | "info" | "warn" | "error";

/** One thing that happened. `fields` hold what a structured log wants; never a secret, never a peer's raw text. */
export interface LogEvent {
  readonly level: LogLevel;
  /** Who says so, dotted: `"twist.core.connection"`. */
  readonly namespace: string;
  /** One line for people, without a full stop at its end where values follow. */
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** What went wrong, where something did. */
  readonly error: unknown;
}

export type LogObserver = (event: LogEvent) => void;

/** Hands each event to every observer. */
export class LogPublisher {
  #observers: readonly LogObserver[] = [];

  /** Whether anybody listens: what is costly to build need not be built otherwise. */
  get hasObservers(): boolean {
    return this.#observers.length > 0;
  }

  /** Adds `observer`. Call the returned function to take it away again. */
  addObserver(observer: LogObserver): () => void {
    this.#observers = [...this.#observers, observer];
    return () => {
      this.#observers = this.#observers.filter((other) => other !== observer);
    };
  }

  /** Hands `event` to all observers. One that throws is reported as a process warning and hurts nobody else. */
  publish(event: LogEvent): void {
    if (!this.hasObservers) {
      if (event.level === "error") warnProcess(event);
      return;
    }
    for (const observer of this.#observers) {
      try {
        observer(event);
      } catch (error) {
        warnProcess({ level: "error", namespace: "twist.logging", message: "A log observer threw", fields: {}, error });
      }
    }
  }
}

function warnProcess(event: LogEvent): void {
  const detail = event.error instanceof Error ? (event.error.stack ?? event.error.message) : undefined;
  process.emitWarning(`${event.namespace}: ${event.message}`, {
    type: "TwistWarning",
    ...(detail === undefined ? {} : { detail }),
  });
}

/** The publisher that every `Logger` uses unless it is given another. */
export const logPublisher = new LogPublisher();
