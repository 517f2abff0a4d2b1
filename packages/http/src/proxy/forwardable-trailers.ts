import { Headers } from "../wire/headers.js";
import { isForbiddenTrailer } from "../wire/trailer-fields.js";
import { isHopByHop } from "./hop-by-hop.js";

const NONE: ReadonlySet<string> = new Set();

/** The trailers that are handed on: not those that are for one hop, and not those that have no place after the content (RFC 9110 §6.5.1). */
export function forwardableTrailers(trailers: Headers | undefined): Headers | undefined {
  if (trailers === undefined) return undefined;
  const kept = new Headers();
  for (const [name, value] of trailers) {
    if (!isForbiddenTrailer(name) && !isHopByHop(name.toLowerCase(), NONE)) kept.append(name, value);
  }
  return kept;
}
