import { HTTPError } from "./http-error.js";

/** What was sent isn't as long as the Content-Length that was sent before it. The connection can't be used again. */
export class ContentLengthError extends HTTPError {
  constructor(message: string) {
    super(message, { code: "CONTENT_LENGTH_MISMATCH", statusCode: 500 });
  }
}
