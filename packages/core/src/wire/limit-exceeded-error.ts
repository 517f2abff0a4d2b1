import type { TwistErrorOptions } from "../errors/twist-error.js";
import { ProtocolError } from "./protocol-error.js";

/**
 * The peer went over a limit. Names the limit and its value, and holds nothing of what the peer sent.
 * Code: `"LIMIT_EXCEEDED"` unless a more exact one is given.
 */
export class LimitExceededError extends ProtocolError {
  /** The option that set the limit, for example `"maxLineBytes"`. */
  readonly limit: string;
  /** The limit's value, in the unit that its name says. */
  readonly value: number;

  constructor(limit: string, value: number, options: TwistErrorOptions = {}) {
    super(`the peer went over ${limit} (${String(value)})`, { ...options, code: options.code ?? "LIMIT_EXCEEDED" });
    this.limit = limit;
    this.value = value;
  }
}
