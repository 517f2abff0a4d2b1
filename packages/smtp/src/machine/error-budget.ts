import type { SMTPReply } from "../wire/reply.js";
import type { SMTPLimits } from "../wire/smtp-limits.js";

/** How many mistakes a client may yet make. */
export class ErrorBudget {
  readonly #limits: Pick<SMTPLimits, "maxErrors" | "maxUnknownCommands">;
  #errors = 0;
  #unknownCommands = 0;

  constructor(limits: Pick<SMTPLimits, "maxErrors" | "maxUnknownCommands">) {
    this.#limits = limits;
  }

  /** Whether there were too many. */
  get isSpent(): boolean {
    return this.#errors >= this.#limits.maxErrors || this.#unknownCommands >= this.#limits.maxUnknownCommands;
  }

  /** A command was answered. Only a no for good (5yz) is a mistake of the client's. */
  count(reply: SMTPReply): void {
    if (reply.code >= 500) this.#errors++;
  }

  /** A command isn't known. That isn't forgiven. */
  countUnknown(): void {
    this.#unknownCommands++;
  }

  /** A message was accepted: the client is one that works. */
  forgive(): void {
    this.#errors = 0;
  }
}
