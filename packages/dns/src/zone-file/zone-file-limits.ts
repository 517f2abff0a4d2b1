import { resolveLimits } from "@twist/core/wire";
import { DEFAULT_MAX_LINE_BYTES } from "../presentation/entry-lexer.js";

/** How large a zone file may be. Each is a positive integer, or `Infinity`. Over one of them: a `DNSTextError` that names it. */
export interface ZoneFileLimits {
  /** Bytes of one entry: a line, or the lines that parentheses join. @default 1_048_576 */
  readonly maxLineBytes: number;
  /** Records, with those that `$GENERATE` makes and those of included files. @default 5_000_000 */
  readonly maxRecords: number;
  /** Records that one `$GENERATE` makes. @default 65_536 */
  readonly maxGeneratedRecords: number;
  /** How deep `$INCLUDE` may nest: 1 is a file that the first one includes. @default 10 */
  readonly maxIncludeDepth: number;
  /** Files that are read, one that is included twice counted twice. @default 1_000 */
  readonly maxFiles: number;
  /** Bytes of all files. @default 1_073_741_824 */
  readonly maxBytes: number;
}

/** The default of every limit. */
export const DEFAULT_ZONE_FILE_LIMITS: ZoneFileLimits = Object.freeze({
  maxLineBytes: DEFAULT_MAX_LINE_BYTES,
  maxRecords: 5_000_000,
  maxGeneratedRecords: 65_536,
  maxIncludeDepth: 10,
  maxFiles: 1_000,
  maxBytes: 1024 * 1024 * 1024,
});

/** The defaults with `changes` over them. Throws a `RangeError` for a value that is no limit. */
export function zoneFileLimits(changes: Partial<ZoneFileLimits> = {}): ZoneFileLimits {
  return resolveLimits(changes, { ...DEFAULT_ZONE_FILE_LIMITS });
}
