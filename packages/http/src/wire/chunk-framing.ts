import { HeaderFieldError } from "./header-field-error.js";
import type { Headers } from "./headers.js";
import { isForbiddenTrailer } from "./trailer-fields.js";

/** What stands before the data of a chunk of `size` bytes, which must not be 0; after the data comes CRLF. */
export function writeChunkStart(size: number): string {
  return `${size.toString(16)}\r\n`;
}

/** The last chunk without trailers. */
export const LAST_CHUNK = "0\r\n\r\n";

/**
 * The last chunk with `trailers`.
 * @throws {HeaderFieldError} where one of them is forbidden in a trailer section.
 */
export function writeLastChunk(trailers: Headers | undefined): string {
  if (trailers === undefined || trailers.size === 0) return LAST_CHUNK;
  for (const [name] of trailers) {
    if (isForbiddenTrailer(name)) throw new HeaderFieldError(`${name} can't be a trailer`);
  }
  return `0\r\n${trailers.toText()}\r\n`;
}
