import type { SeededRandom } from "../seeded-random.js";

/** How a stream is cut into chunks: at random from the seed, as whole as the network allows, or one byte at a time. */
export type Chunking = "seeded" | "whole" | "bytes";

/** Something bad that is planned for one direction of a connection. */
export interface StreamFault {
  /** After this many bytes of this direction have been delivered. */
  readonly afterBytes: number;
  /** `cut`: the connection is gone, and both ends hear of it. `stall`: nothing more of this direction arrives for `forMs`. */
  readonly kind: "cut" | "stall";
  /** @default for ever */
  readonly forMs?: number;
}

/** An Ethernet's worth of TCP. */
const segmentBytes = 1_460;

/** How many of `available` bytes go out as the next chunk. */
export function chunkSize(chunking: Chunking, available: number, random: SeededRandom): number {
  if (chunking === "whole") return Math.min(available, 65_536);
  if (chunking === "bytes") return 1;
  const most = Math.min(available, segmentBytes);
  return random.chance(0.75) ? most : random.integer(1, most);
}
