import { parseList } from "./list.js";
import { equalsIgnoreCase, trimOWS } from "./octets.js";

/** A part of a representation: from byte `start` up to and with byte `end`, counted from 0. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** The most ranges of one request that are read; more is an attack (CVE-2011-3192), and answered as if none had been asked for. */
const DEFAULT_MAX_RANGES = 16;

/**
 * Reads a Range field (RFC 9110 §14.1.2, §14.2) for a representation of `size` bytes:
 *
 *     ranges-specifier = "bytes" "=" 1#( first-pos "-" [ last-pos ] / "-" suffix-length )
 *
 * @returns the satisfiable ranges in the order asked for; an empty array where there is none (416); `undefined` where the field must be
 *   ignored: another unit, malformed, or more than `maxRanges`.
 */
export function parseByteRanges(value: string, size: number, maxRanges = DEFAULT_MAX_RANGES): ByteRange[] | undefined {
  const equals = value.indexOf("=");
  if (equals < 0 || !equalsIgnoreCase(value.substring(0, equals), "bytes")) return undefined;
  const specs = parseList(value.substring(equals + 1));
  if (specs.length === 0 || specs.length > maxRanges) return undefined;
  const ranges: ByteRange[] = [];
  for (const spec of specs) {
    const range = parseRange(spec, size);
    if (range === undefined) return undefined;
    if (range !== UNSATISFIABLE) ranges.push(range);
  }
  return ranges;
}

const UNSATISFIABLE: ByteRange = { start: -1, end: -1 };

function parseRange(spec: string, size: number): ByteRange | undefined {
  const dash = spec.indexOf("-");
  if (dash < 0) return undefined;
  const first = parsePosition(trimOWS(spec.substring(0, dash)));
  const last = parsePosition(trimOWS(spec.substring(dash + 1)));
  if (first === undefined || last === undefined) return undefined;
  if (first < 0) {
    if (last < 0) return undefined;
    return last === 0 || size === 0 ? UNSATISFIABLE : { start: Math.max(0, size - last), end: size - 1 };
  }
  if (last >= 0 && last < first) return undefined;
  if (first >= size) return UNSATISFIABLE;
  return { start: first, end: last < 0 ? size - 1 : Math.min(last, size - 1) };
}

/** @returns the number, -1 where `text` is empty, `undefined` where it isn't decimal digits. */
function parsePosition(text: string): number | undefined {
  if (text.length === 0) return -1;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x30 || code > 0x39) return undefined;
  }
  // More digits than a double holds exactly still compare as what they are: very large.
  return Number(text);
}
