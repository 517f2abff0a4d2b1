import { TwistError } from "@twist/core";

/** What went wrong, as a stable identifier. Once released a code is never renamed. */
export type HTTPClientErrorCode =
  | "CONNECTION_CLOSED"
  | "HEADERS_TIMEOUT"
  | "BODY_TIMEOUT"
  | "REQUEST_TIMEOUT"
  | "POOL_EXHAUSTED"
  | "AGENT_CLOSED"
  | "RESPONSE_TOO_LARGE"
  | "BODY_CANCELLED"
  | "TOO_MANY_REDIRECTS"
  | "REDIRECT_REFUSED"
  | "BODY_NOT_REPLAYABLE"
  | "BAD_COOKIE"
  | "TOO_MANY_CODINGS"
  | "BAD_CODING"
  | "DECODED_TOO_LARGE"
  | "BAD_CHALLENGE"
  | "PROXY_REFUSED";

/** What an `HTTPClientError` takes besides its message. */
export interface HTTPClientErrorOptions {
  readonly code: HTTPClientErrorCode;
  /** What led to this error. */
  readonly cause?: unknown;
}

/**
 * A request came to nothing, though nobody broke HTTP (that would be an `HTTPError`) and a connection could be made (otherwise it is
 * a `ConnectError`): a time-out, a limit of this side, a connection that ended too early.
 */
export class HTTPClientError extends TwistError {
  declare readonly code: HTTPClientErrorCode;

  // eslint-disable-next-line @typescript-eslint/no-useless-constructor -- it asks for a code
  constructor(message: string, options: HTTPClientErrorOptions) {
    super(message, options);
  }
}
