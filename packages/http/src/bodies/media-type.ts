import type { HTTPRequest } from "../server/http-request.js";
import { isToken } from "../wire/octets.js";
import { type Parameterized, parseParameterized } from "../wire/parameters.js";

/** A media type (RFC 9110 §8.3.1). */
export interface MediaType {
  /** Type and subtype in lower case: `text/html`. */
  readonly essence: string;
  /** Values by names in lower case. Of a repeated one the first counts. */
  readonly parameters: ReadonlyMap<string, string>;
}

/**
 * Reads a media type:
 *
 *     media-type = type "/" subtype parameters
 *
 * Whatever asks for a type asks here, so that no two parts of a server can understand one Content-Type differently.
 * @returns `undefined` where `text` isn't one.
 */
export function parseMediaType(text: string): MediaType | undefined {
  const parsed: Parameterized | undefined = parseParameterized(text);
  if (parsed === undefined) return undefined;
  const slash = parsed.value.indexOf("/");
  if (!isToken(parsed.value.substring(0, slash)) || !isToken(parsed.value.substring(slash + 1))) return undefined;
  const parameters = new Map<string, string>();
  for (const [name, value] of parsed.parameters) if (!parameters.has(name)) parameters.set(name, value);
  return { essence: parsed.value.toLowerCase(), parameters };
}

/** The type of a request's content; `undefined` where it has no Content-Type, more than one, or one that can't be read. */
export function contentTypeOf(request: HTTPRequest): MediaType | undefined {
  const values = request.headers.getAll("content-type");
  return values.length === 1 && values[0] !== undefined ? parseMediaType(values[0]) : undefined;
}
