import type { HTTPLimits } from "./http-limits.js";

/** The first line of a head, of either kind. */
export interface StartLine {
  /**
   * Reads the line that begins at `start`. Keeps offsets from the start of the line, and no reference to `bytes`.
   * @returns the index after its CRLF, or -1 where `bytes` ends before that; it is then scanned again from its start.
   * @throws {HTTPError} as soon as the bytes that are there can't become a line.
   */
  scan(bytes: Buffer, start: number, end: number, limits: HTTPLimits): number;
}
