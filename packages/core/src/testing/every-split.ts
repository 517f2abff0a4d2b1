/**
 * A stream of bytes means the same however the network cuts it. `everySplit` gives the same bytes cut in every way
 * that has ever hurt a parser.
 */

import { SeededRandom } from "./seeded-random.js";

export interface EverySplitOptions {
  /** Where the random cuts come from. @default 1 */
  readonly seed?: number;
  /** How many times it is cut at random. @default 10 */
  readonly randomSplits?: number;
  /** Over this length not every single cut is tried, but this many, spread evenly. @default 2000 */
  readonly maxCuts?: number;
  /** What comes after, in the same chunk and byte by byte: for parsers that must leave alone what isn't theirs. @default nothing */
  readonly trailing?: Uint8Array | string;
}

/** One way to cut the bytes. */
export interface Split {
  /** What was done, for the message of a failure: `cut at 17`, `random split 3 of seed 1`. */
  readonly name: string;
  readonly chunks: readonly Buffer[];
  /** Whether `chunks` ends with the trailing bytes. */
  readonly trailing: boolean;
}

/**
 * Calls `run` with `bytes` whole, cut in two at every place, byte by byte, at random, and with trailing bytes. What `run` throws is
 * thrown on, with the name of the split before its message.
 */
export function everySplit(
  bytes: Uint8Array | string,
  run: (chunks: readonly Buffer[], split: Split) => void,
  options: EverySplitOptions = {},
): void {
  for (const split of splitsOf(bytes, options)) {
    try {
      run(split.chunks, split);
    } catch (error) {
      throw named(split, error);
    }
  }
}

/** As `everySplit`, for a `run` that waits. One split is done before the next begins. */
export async function everySplitAsync(
  bytes: Uint8Array | string,
  run: (chunks: readonly Buffer[], split: Split) => PromiseLike<unknown>,
  options: EverySplitOptions = {},
): Promise<void> {
  for (const split of splitsOf(bytes, options)) {
    try {
      await run(split.chunks, split);
    } catch (error) {
      throw named(split, error);
    }
  }
}

/** The splits themselves, for a test that wants to make one case of each. Every chunk is a copy of its own. */
export function* splitsOf(bytes: Uint8Array | string, options: EverySplitOptions = {}): Generator<Split> {
  const whole = Buffer.from(bytes);
  const { seed = 1, randomSplits = 10, maxCuts = 2000 } = options;
  yield split("whole", [whole]);
  yield split(
    "byte by byte",
    cutInto(whole, () => 1),
  );
  const places = whole.length - 1;
  const cuts = Math.min(places, maxCuts);
  for (let number = 0; number < cuts; number += 1) {
    const cut = 1 + Math.floor((number * places) / cuts);
    yield split(`cut at ${String(cut)}`, [whole.subarray(0, cut), whole.subarray(cut)]);
  }
  const random = new SeededRandom(seed);
  for (let number = 1; number <= randomSplits; number += 1) {
    const longest = random.integer(1, Math.max(1, whole.length));
    const name = `random split ${String(number)} of seed ${String(seed)}`;
    yield split(
      name,
      cutInto(whole, () => random.integer(1, longest)),
    );
  }
  if (options.trailing === undefined) return;
  const more = Buffer.from(options.trailing);
  yield split("with trailing bytes", [Buffer.concat([whole, more])], true);
  yield split(
    "with trailing bytes, byte by byte",
    cutInto(Buffer.concat([whole, more]), () => 1),
    true,
  );
}

/** `bytes` cut into chunks of the sizes that `nextSize` gives. */
function cutInto(bytes: Buffer, nextSize: () => number): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const size = nextSize();
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

function split(name: string, chunks: readonly Buffer[], trailing = false): Split {
  return { name, chunks: chunks.map((chunk) => Buffer.from(chunk)), trailing };
}

/** The error itself, so that its class and its diff stay, with the split's name in front of what it says. */
function named(split: Split, error: unknown): unknown {
  if (!(error instanceof Error)) return new Error(`(${split.name}) ${String(error)}`, { cause: error });
  error.message = `(${split.name}) ${error.message}`;
  return error;
}
