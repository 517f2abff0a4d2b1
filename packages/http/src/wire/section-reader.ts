import type { HTTPLimits } from "./http-limits.js";
import type { HeadScanner } from "./head-scanner.js";
import type { StartLine } from "./start-line.js";

/** A section of which the end has not come yet: its bytes so far, and a scanner that knows how far it has come. */
interface SplitSection<Line extends StartLine | undefined> {
  readonly scanner: HeadScanner<Line>;
  carried: Buffer;
  length: number;
}

/** How much of a chunk is carried over at first; twice as much each time that it doesn't hold the end of the head. */
const FIRST_STEP_BYTES = 1024;

/**
 * Reads a head (or a trailer section) out of chunks of any size. A section that is whole inside one chunk, as nearly all are, is scanned where it
 * lies, by a scanner that all connections share: an idle connection holds nothing. One that is split is carried over, in time and
 * memory linear in its own size and never beyond the limits.
 */
export class SectionReader<Line extends StartLine | undefined> {
  readonly #shared: HeadScanner<Line>;
  #split: SplitSection<Line> | undefined;

  /** @param shared The scanner that is used as long as nothing has to be remembered; also the model for one that does. */
  constructor(shared: HeadScanner<Line>) {
    this.#shared = shared;
  }

  /** Whether a section has begun whose end has not come. */
  get started(): boolean {
    return this.#split !== undefined;
  }

  /**
   * Reads on from `at`.
   * @returns the scanner that holds the result, valid until the next call, or `undefined` where the end is yet to come; then all of `bytes` has
   *   been taken. `scanner.end` is the index in `bytes` after the section.
   * @throws {HTTPError}
   */
  read(bytes: Buffer, at: number, limits: HTTPLimits): HeadScanner<Line> | undefined {
    if (this.#split !== undefined) return this.#readOn(this.#split, bytes, at, limits);
    if (at === bytes.length) return undefined;
    const scanner = this.#shared;
    scanner.begin();
    if (scanner.scan(bytes, at, bytes.length, limits)) return scanner;
    this.#split = { scanner: scanner.fresh(), carried: Buffer.allocUnsafe(FIRST_STEP_BYTES), length: 0 };
    return this.#readOn(this.#split, bytes, at, limits);
  }

  #readOn(split: SplitSection<Line>, bytes: Buffer, at: number, limits: HTTPLimits): HeadScanner<Line> | undefined {
    let taken = at;
    let step = FIRST_STEP_BYTES;
    while (taken < bytes.length) {
      const before = split.length;
      const size = Math.min(step, bytes.length - taken);
      append(split, bytes, taken, size);
      if (split.scanner.scan(split.carried, 0, split.length, limits)) {
        split.scanner.end = taken + split.scanner.end - before;
        this.#split = undefined;
        return split.scanner;
      }
      taken += size;
      step *= 2;
    }
    return undefined;
  }
}

function append(split: SplitSection<StartLine | undefined>, bytes: Buffer, start: number, size: number): void {
  const needed = split.length + size;
  if (needed > split.carried.length) {
    const larger = Buffer.allocUnsafe(Math.max(needed, split.carried.length * 2));
    split.carried.copy(larger, 0, 0, split.length);
    split.carried = larger;
  }
  bytes.copy(split.carried, split.length, start, start + size);
  split.length = needed;
}
