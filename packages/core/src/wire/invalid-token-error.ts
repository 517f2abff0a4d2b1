import { TwistError } from "../errors/twist-error.js";

/**
 * A value that we were about to write would break the framing of the line it goes in: it holds a CR, LF or NUL, or a
 * character that its encoding can't carry. The caller's mistake in form, but often with a peer's data in it, so it is
 * a typed error and not a `TypeError`; the message names the field and never shows the value.
 * Code: `"INVALID_TOKEN"`.
 */
export class InvalidTokenError extends TwistError {
  /** What the refused value was meant to be, for example `"recipient"`. */
  readonly field: string;

  constructor(field: string, reason: string) {
    super(`${field} ${reason}`, { code: "INVALID_TOKEN" });
    this.field = field;
  }
}
