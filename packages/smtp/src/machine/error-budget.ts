import type { SMTPReply } from "../wire/reply.js";
import type { SMTPLimits } from "../wire/smtp-limits.js";
import { TOO_MANY_ERRORS, TOO_MUCH_JUNK } from "./server-replies.js";
import type { Verb } from "./session-transitions.js";

type BudgetLimits = Pick<SMTPLimits, "maxErrors" | "maxUnknownCommands" | "maxJunkCommands">;

/** Commands that bring no mail. */
const junk: ReadonlySet<Verb> = new Set(["EHLO", "HELO", "LHLO", "RSET", "NOOP", "VRFY", "EXPN", "HELP"]);

/** How many mistakes a client may yet make, and how much of nothing it may say. */
export class ErrorBudget {
  readonly #limits: BudgetLimits;
  #errors = 0;
  #unknownCommands = 0;
  #junkCommands = 0;

  constructor(limits: BudgetLimits) {
    this.#limits = limits;
  }

  /** With what the connection ends, where there was too much; `undefined` where not. */
  get spentReply(): SMTPReply | undefined {
    const { maxErrors, maxUnknownCommands, maxJunkCommands } = this.#limits;
    if (this.#errors >= maxErrors || this.#unknownCommands >= maxUnknownCommands) return TOO_MANY_ERRORS;
    return this.#junkCommands >= maxJunkCommands ? TOO_MUCH_JUNK : undefined;
  }

  /** A command was answered. Only a no for good (5yz) is a mistake of the client's. */
  count(reply: SMTPReply): void {
    if (reply.code >= 500) this.#errors++;
  }

  /** A command was done. */
  countCommand(verb: Verb): void {
    if (junk.has(verb)) this.#junkCommands++;
  }

  /** A command isn't known. That isn't forgiven. */
  countUnknown(): void {
    this.#unknownCommands++;
  }

  /** A message was accepted: the client is one that works. */
  forgive(): void {
    this.#errors = this.#junkCommands = 0;
  }
}
