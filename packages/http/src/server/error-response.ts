import { Headers } from "../wire/headers.js";
import type { HTTPError } from "../wire/http-error.js";
import { reasonPhrase } from "../wire/reason-phrase.js";
import type { HTTPResponse } from "./http-response.js";

/** Plain text, and not to be taken for anything else: there is nothing in it that would have to be escaped. */
export const ERROR_FIELDS = new Headers({
  "Content-Type": "text/plain; charset=utf-8",
  "X-Content-Type-Options": "nosniff",
});

/** The body of an error's answer: the status and, where there is one, a sentence of our own. Never a word of the peer's. */
export function errorText(status: number, detail?: string): string {
  const line = `${status} ${reasonPhrase(status)}\n`;
  return detail === undefined ? line : `${line}${detail}\n`;
}

/** Answers in the handler's place, for good. @param error `undefined` for a fault of the server's own. */
export function refuse(response: HTTPResponse, error: HTTPError | undefined): void {
  const status = error?.statusCode ?? 500;
  response.sendInstead(status, ERROR_FIELDS, errorText(status, error?.message));
}
