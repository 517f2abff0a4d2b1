import { HTTPError } from "./http-error.js";

/** A field, method, target or reason that can't be written, because it would break the framing of the message. Thrown before a byte leaves. */
export class HeaderFieldError extends HTTPError {
  constructor(message: string) {
    super(message, { code: "INVALID_FIELD", statusCode: 500 });
  }
}
