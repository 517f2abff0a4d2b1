import { TwistError } from "@twist/core";

/** A key file that can't be used; code `"BAD_KEY_FILE"`. The message never shows what is in it. */
export class KeyFileError extends TwistError {
  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super(message, { code: "BAD_KEY_FILE", ...options });
  }
}
