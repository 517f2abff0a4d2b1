import { asBuffer } from "./as-buffer.js";
import { assertNoLineBreaks, type TextEncodingName } from "./injection-guard.js";
import { InvalidTokenError } from "./invalid-token-error.js";

const CRLF = "\r\n";

/** Options of `encodeLine`. */
export interface EncodeLineOptions {
  /** How a string becomes bytes. @default "utf8" */
  readonly encoding?: TextEncodingName;
  /** What ends the line. @default CRLF */
  readonly delimiter?: Uint8Array | string;
}

const defaults: EncodeLineOptions = {};

/**
 * A line with its ending, as one `Buffer`. Throws an `InvalidTokenError`, and never strips anything, if the line holds
 * a CR, LF or NUL, and with `"latin1"` if it holds a character above U+00FF.
 *
 * Where the delimiter is something else than CRs and LFs, these have no meaning: then the line is refused only if it
 * would end before its end. Throws a `RangeError` for an empty delimiter.
 */
export function encodeLine(line: string | Uint8Array, options: EncodeLineOptions = defaults): Buffer {
  const { encoding = "utf8", delimiter = CRLF } = options;
  if (delimiter === CRLF && typeof line === "string") {
    assertNoLineBreaks(line, "line", encoding);
    return Buffer.from(line + CRLF, encoding);
  }
  const ending = typeof delimiter === "string" ? Buffer.from(delimiter, "utf8") : asBuffer(delimiter);
  if (ending.length === 0) throw new RangeError("the delimiter must not be empty");
  if (ending.every(isLineBreak)) assertNoLineBreaks(line, "line", encoding);
  const encoded = Buffer.concat([toBytes(line, encoding), ending]);
  // Not only where the line holds the delimiter: with "--", a line that ends in "-" would be cut short as well.
  if (encoded.indexOf(ending) !== encoded.length - ending.length) {
    throw new InvalidTokenError("line", "would end before its end");
  }
  return encoded;
}

function isLineBreak(byte: number): boolean {
  return byte === 0x0d || byte === 0x0a;
}

function toBytes(line: string | Uint8Array, encoding: TextEncodingName): Buffer {
  if (typeof line !== "string") return asBuffer(line);
  const bytes = Buffer.from(line, encoding);
  if (encoding === "latin1" && bytes.toString("latin1") !== line) {
    throw new InvalidTokenError("line", "holds a character that latin1 can't carry");
  }
  return bytes;
}
