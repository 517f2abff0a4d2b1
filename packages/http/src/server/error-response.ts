import { Headers } from "../wire/headers.js";
import { reasonPhrase } from "../wire/reason-phrase.js";

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
