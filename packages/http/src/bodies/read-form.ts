import type { HTTPRequest } from "../server/http-request.js";
import { refuseBody, unsupportedType } from "./refuse-body.js";
import { contentTypeOf } from "./media-type.js";
import { type ReadOptions, readUTF8 } from "./read-text.js";

const DEFAULT_MAX_FIELDS = 1000;
const AMPERSAND = 0x26;

/** Limits for a form in memory. */
export interface ReadFormOptions extends ReadOptions {
  /** Fields of the form. Over it: 413. @default 1000 */
  readonly maxFields?: number;
}

/**
 * The content of `request` as a form: `application/x-www-form-urlencoded`. Names can be anything, `__proto__` too, without harm: they are no object's keys.
 * @throws {HTTPError} 415 for another type, 413 over a limit, 400 where it isn't UTF-8. Uncaught, each answers itself.
 */
export async function readForm(request: HTTPRequest, options: ReadFormOptions = {}): Promise<URLSearchParams> {
  if (contentTypeOf(request)?.essence !== "application/x-www-form-urlencoded")
    throw unsupportedType(request, "the content must be a form");
  const text = await readUTF8(request, options);
  if (countFields(text) > (options.maxFields ?? DEFAULT_MAX_FIELDS))
    throw refuseBody(request, "the form has too many fields", { code: "BODY_TOO_LARGE", statusCode: 413 });
  return new URLSearchParams(text.startsWith("?") ? `&${text}` : text);
}

function countFields(text: string): number {
  let count = text === "" ? 0 : 1;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) === AMPERSAND) count++;
  return count;
}
