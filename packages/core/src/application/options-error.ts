import { TwistError, type TwistErrorOptions } from "../errors/twist-error.js";

/** An option is missing, unknown, or has a value that it can't have. The message names it and says what it takes. */
export class OptionsError extends TwistError {
  constructor(message: string, options: TwistErrorOptions = {}) {
    super(message, { code: "BAD_OPTION", ...options });
  }
}
