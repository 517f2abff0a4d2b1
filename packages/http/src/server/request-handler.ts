import type { HTTPRequest } from "./http-request.js";
import type { HTTPResponse } from "./http-response.js";

/**
 * Answers a request, now or later, through `response`. Where it returns a promise or a Deferred, the answer must have begun when that fires. An exception
 * out of it, or a failure of that promise, is answered with 500 and logged.
 */
export type RequestHandler = (request: HTTPRequest, response: HTTPResponse) => unknown;

/** Whether `value` is a promise, a Deferred, or anything else to wait for. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}
