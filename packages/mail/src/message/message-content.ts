import type { HeaderSection } from "./header-section.js";

/** A message that is here as a whole, in memory or in a file, and can be read any number of times. */
export interface MessageContent {
  readonly header: HeaderSection;
  /** Bytes, the header section included. */
  readonly size: number;
  /** All behind the header section, the empty line included. */
  readonly rest: Iterable<Buffer> | AsyncIterable<Buffer>;
  /** The first bytes of `rest`. */
  readonly restStart: Buffer | undefined;
  /** It isn't needed any more. */
  dispose(): Promise<void>;
}
