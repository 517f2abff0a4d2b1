import { TwistError } from "@twist/core";

/** What is wrong with a cookie, as a stable identifier. */
export type CookieErrorCode = "BAD_COOKIE_NAME" | "BAD_COOKIE_VALUE" | "BAD_COOKIE_ATTRIBUTE" | "COOKIE_TOO_LARGE";

/** A cookie that can't be sent: it would be read as something else, or browsers would drop it. Thrown before a byte leaves. */
export class CookieError extends TwistError {
  constructor(message: string, code: CookieErrorCode) {
    super(message, { code });
  }
}
