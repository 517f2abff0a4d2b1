import { logPublisher, type LogLevel, type LogPublisher } from "./log-publisher.js";

/** What may come with a message: any fields, and under `error` what went wrong. */
export interface LogFields {
  readonly error?: unknown;
  readonly [field: string]: unknown;
}

const noFields: Readonly<Record<string, unknown>> = Object.freeze({});

/** Publishes events under one namespace. Cheap to make and to keep as a module's constant. */
export class Logger {
  readonly namespace: string;
  readonly #publisher: LogPublisher;

  /**
   * @param namespace Who speaks, dotted: `"twist.http.server"`.
   * @param publisher Where the events go. @default logPublisher
   */
  constructor(namespace: string, publisher: LogPublisher = logPublisher) {
    this.namespace = namespace;
    this.#publisher = publisher;
  }

  /** For somebody who looks for a fault. */
  debug(message: string, fields?: LogFields): void {
    this.#publish("debug", message, fields);
  }

  /** What an operator wants to see go by. */
  info(message: string, fields?: LogFields): void {
    this.#publish("info", message, fields);
  }

  /** Something is not right, and we go on. */
  warn(message: string, fields?: LogFields): void {
    this.#publish("warn", message, fields);
  }

  /** Something broke. */
  error(message: string, fields?: LogFields): void {
    this.#publish("error", message, fields);
  }

  #publish(level: LogLevel, message: string, fields: LogFields | undefined): void {
    if (level !== "error" && !this.#publisher.hasObservers) return;
    const { error, ...rest } = fields ?? { error: undefined };
    this.#publisher.publish({
      level,
      namespace: this.namespace,
      message,
      fields: fields === undefined ? noFields : rest,
      error,
    });
  }
}
