import { ProtocolError } from "@twist/core/wire";

/** What went wrong, as a stable identifier. Once released a code is never renamed. */
export type HTTPErrorCode =
  | "HTTP_ERROR"
  | "BAD_REQUEST_LINE"
  | "BAD_STATUS_LINE"
  | "BAD_TARGET"
  | "TARGET_TOO_LONG"
  | "METHOD_TOO_LONG"
  | "UNSUPPORTED_VERSION"
  | "BAD_FIELD_LINE"
  | "FIELDS_TOO_LARGE"
  | "BAD_HOST"
  | "BAD_CONTENT_LENGTH"
  | "BAD_TRANSFER_ENCODING"
  | "UNKNOWN_TRANSFER_CODING"
  | "AMBIGUOUS_LENGTH"
  | "BAD_CHUNK"
  | "CHUNK_OVERHEAD"
  | "FORBIDDEN_TRAILER"
  | "BODY_TOO_LARGE"
  | "EXPECTATION_FAILED"
  | "INCOMPLETE_MESSAGE"
  | "UNSOLICITED_DATA"
  | "TOO_MANY_INTERIM_RESPONSES"
  | "UNEXPECTED_UPGRADE"
  | "REQUEST_TIMEOUT"
  | "BODY_NOT_READ"
  | "UNSUPPORTED_CONTENT"
  | "MALFORMED_CONTENT"
  | "INVALID_FIELD"
  | "CONTENT_LENGTH_MISMATCH";

/** What an `HTTPError` takes besides its message. */
export interface HTTPErrorOptions {
  /** @default "HTTP_ERROR" */
  readonly code?: HTTPErrorCode;
  /** The status that a server would answer with. @default 400 */
  readonly statusCode?: number;
  /** What led to this error. */
  readonly cause?: unknown;
}

/**
 * A peer broke HTTP, or went over a limit. A machine that finds one is parked: it reads nothing more. The message names
 * the rule and never repeats the peer's bytes.
 */
export class HTTPError extends ProtocolError {
  /** The status that suits this error in a server's answer; on the client's side it has no meaning. */
  readonly statusCode: number;

  constructor(message: string, options: HTTPErrorOptions = {}) {
    super(message, { code: options.code ?? "HTTP_ERROR", cause: options.cause });
    this.statusCode = options.statusCode ?? 400;
  }
}
