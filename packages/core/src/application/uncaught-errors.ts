import { logUnhandledError } from "../logging/unhandled-errors.js";

/** Keeps the process alive through errors that nobody catches: one broken connection must not end a server. */
export class UncaughtErrors {
  /** How many there were. */
  count = 0;
  readonly #caught = (error: unknown): void => {
    this.count += 1;
    logUnhandledError(error);
  };

  constructor() {
    process.on("uncaughtException", this.#caught);
    process.on("unhandledRejection", this.#caught);
  }

  release(): void {
    process.off("uncaughtException", this.#caught);
    process.off("unhandledRejection", this.#caught);
  }
}
