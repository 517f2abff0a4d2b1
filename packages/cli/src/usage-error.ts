import { TwistError, type TwistErrorOptions } from "@twist/core";

/** The command was used wrongly: a bad option, an unknown command, a bad configuration file. It ends with exit code 2. */
export class UsageError extends TwistError {
  constructor(message: string, options: TwistErrorOptions = {}) {
    super(message, { code: "USAGE", ...options });
  }
}
