import type { HTTPRequest } from "../server/http-request.js";
import { malformed, unsupportedType } from "./refuse-body.js";
import { contentTypeOf } from "./media-type.js";
import { findsPollution } from "./prototype-pollution.js";
import { type ReadOptions, readUTF8 } from "./read-text.js";

/**
 * The content of `request` as JSON (RFC 8259). Its type must be `application/json` or end in `+json`. A member called `__proto__`, or a
 * `constructor` with a `prototype`, is refused: merged into an object by whoever gets it, it would change all objects.
 *
 *     const order: unknown = await readJSON(request);
 *
 * @throws {HTTPError} 415 for another type, 413 over the limit, 400 where it isn't JSON. Uncaught, each answers itself.
 */
export async function readJSON(request: HTTPRequest, options: ReadOptions = {}): Promise<unknown> {
  const essence = contentTypeOf(request)?.essence;
  if (essence === undefined || !(essence === "application/json" || essence.endsWith("+json")))
    throw unsupportedType(request, "the content must be JSON");
  const text = await readUTF8(request, options);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw malformed(request, "the content isn't JSON", error);
  }
  if (findsPollution(text, value)) throw malformed(request, "the content has a member that no object may have");
  return value;
}
