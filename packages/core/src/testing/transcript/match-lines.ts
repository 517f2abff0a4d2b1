import type { TranscriptLine } from "./transcript.js";

/** Where what was said departs from what was expected. */
export interface Mismatch {
  readonly lineNumber: number;
  readonly problem: string;
}

/** Compares `actual`, all of it, with `expected`. @returns `undefined` where they agree. */
export function matchLines(expected: readonly TranscriptLine[], actual: Buffer, lineEnd: string): Mismatch | undefined {
  let at = 0;
  for (const line of expected) {
    const next =
      line.pattern === undefined ? afterBytes(line.bytes, actual, at) : afterPattern(line.pattern, actual, at, lineEnd);
    if (next === undefined) {
      const problem =
        at >= actual.length ? `nothing more was said, expected: ${line.source}` : `expected: ${line.source}`;
      return { lineNumber: line.lineNumber, problem };
    }
    at = next;
  }
  if (at === actual.length) return undefined;
  return {
    lineNumber: expected.at(-1)?.lineNumber ?? 0,
    problem: `${String(actual.length - at)} bytes more were said after it`,
  };
}

function afterBytes(bytes: Buffer, actual: Buffer, at: number): number | undefined {
  return actual.subarray(at, at + bytes.length).equals(bytes) ? at + bytes.length : undefined;
}

function afterPattern(pattern: RegExp, actual: Buffer, at: number, lineEnd: string): number | undefined {
  const end = actual.indexOf(lineEnd, at);
  if (end === -1 || !pattern.test(actual.toString("utf8", at, end))) return undefined;
  return end + lineEnd.length;
}
