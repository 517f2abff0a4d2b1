import { TwistError, type TwistErrorOptions } from "../errors/twist-error.js";

/** The base of every error of `@twist/core/cred`. No message of it holds a password, a token or a key. */
export class CredError extends TwistError {
  constructor(message: string, options: TwistErrorOptions = {}) {
    super(message, { code: "CRED_ERROR", ...options });
  }
}
