import type { HTTPRequest } from "../server/http-request.js";
import { HTTPError, type HTTPErrorOptions } from "../wire/http-error.js";

/**
 * The error for a body that can't be taken. The request's body is refused with it, so that it answers itself, with its status, where the handler doesn't
 * catch it.
 */
export function refuseBody(request: HTTPRequest, message: string, options: HTTPErrorOptions): HTTPError {
  const error = new HTTPError(message, options);
  request.body.refuse(error);
  return error;
}

/** 415: the content isn't of a type that the reader reads. */
export function unsupportedType(request: HTTPRequest, message: string): HTTPError {
  return refuseBody(request, message, { code: "UNSUPPORTED_CONTENT", statusCode: 415 });
}

/** 400: the content isn't what its type says. */
export function malformed(request: HTTPRequest, message: string, cause?: unknown): HTTPError {
  return refuseBody(request, message, { code: "MALFORMED_CONTENT", cause });
}
