import type { Chunking, StreamFault } from "../simulated-network/stream-fault.js";

/** One run of the torture, whole: `replayTorture(subject, plan)` repeats it exactly. */
export interface TorturePlan {
  readonly seed: number;
  readonly chunking: Chunking;
  /** What goes wrong, and on which way. @default nothing */
  readonly fault?: StreamFault & { readonly direction: "toServer" | "toClient" };
}

export interface TortureOptions {
  /** Where all that is random comes from. @default 1 */
  readonly seed?: number;
  /** How many runs are cut into chunks, and delayed, at random. @default 20 */
  readonly randomRuns?: number;
  /** In dialogues with more bytes than this in one direction, the connection is cut at so many places only, evenly spread. @default 1000 */
  readonly maxCuts?: number;
  /** The same for stalls. @default 50 */
  readonly maxStalls?: number;
  /** For how long a stalled side says nothing, before it goes on. @default 600000: longer than most time-outs */
  readonly stallMs?: number;
}

/** How long a dialogue is in each direction. */
export interface DialogueLength {
  readonly toServer: number;
  readonly toClient: number;
}

/** Everything that is done to a dialogue of that length. The first two runs are peaceful. */
export function* tortures(length: DialogueLength, options: TortureOptions): Generator<TorturePlan> {
  const { seed = 1, randomRuns = 20, maxCuts = 1_000, maxStalls = 50, stallMs = 600_000 } = options;
  yield { seed, chunking: "whole" };
  yield { seed, chunking: "bytes" };
  for (let run = 1; run <= randomRuns; run += 1) yield { seed: seed + run, chunking: "seeded" };
  for (const direction of ["toServer", "toClient"] as const) {
    for (const afterBytes of places(length[direction], maxCuts)) {
      yield { seed, chunking: "whole", fault: { direction, kind: "cut", afterBytes } };
    }
    for (const afterBytes of places(length[direction], maxStalls)) {
      yield { seed, chunking: "whole", fault: { direction, kind: "stall", afterBytes, forMs: stallMs } };
    }
  }
}

/** 0, `length` and what is between, at most `most` of them. */
function places(length: number, most: number): number[] {
  const count = Math.min(length + 1, most);
  return Array.from({ length: count }, (_, index) => (count === 1 ? 0 : Math.round((index * length) / (count - 1))));
}
