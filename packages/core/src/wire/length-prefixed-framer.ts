import { Framer, type FramerOptions } from "./framer.js";
import { type LengthPrefix, longestFrame } from "./length-prefix.js";
import { LimitExceededError } from "./limit-exceeded-error.js";
import { assertLimit } from "./limits.js";

/** Who gets what a `LengthPrefixedFramer` finds. The names are those of Twisted's `IntNStringReceiver`. */
export interface LengthPrefixedSink {
  /** A frame, without its prefix. A slice of what was received: copy it to keep it for long. */
  stringReceived(string: Buffer): void;
  /** The peer announced a frame that is over `maxFrameBytes`. Nothing of it has been kept, and the framer has stopped. */
  lengthLimitExceeded(error: LimitExceededError): void;
}

/** Options of `LengthPrefixedFramer`. */
export interface LengthPrefixedFramerOptions extends FramerOptions, LengthPrefix {
  /** Bytes of one frame, without its prefix. Memory follows what has arrived, not what the prefix announces. @default 99_999 */
  readonly maxFrameBytes?: number;
}

/** Cuts a stream into frames that each have their length in front. */
export class LengthPrefixedFramer extends Framer {
  readonly #sink: LengthPrefixedSink;
  readonly #maxFrameBytes: number;
  readonly #prefixBytes: 1 | 2 | 4;
  readonly #littleEndian: boolean;

  /** Throws a `RangeError` for a limit that is none, or a prefix that there isn't. */
  constructor(sink: LengthPrefixedSink, options: LengthPrefixedFramerOptions) {
    super(options);
    const { prefixBytes, byteOrder = "big", maxFrameBytes = 99_999 } = options;
    assertLimit("maxFrameBytes", maxFrameBytes);
    longestFrame(prefixBytes);
    this.#sink = sink;
    this.#maxFrameBytes = maxFrameBytes;
    this.#prefixBytes = prefixBytes;
    this.#littleEndian = byteOrder === "little";
  }

  protected override deliverNext(): boolean {
    const { buffer } = this;
    const prefixBytes = this.#prefixBytes;
    if (buffer.length < prefixBytes) return false;
    const frameBytes = this.#peekLength();
    if (frameBytes > this.#maxFrameBytes) {
      this.stop();
      this.#sink.lengthLimitExceeded(new LimitExceededError("maxFrameBytes", this.#maxFrameBytes));
      return false;
    }
    // The prefix stays in the buffer until its frame is whole, so that `takeRemaining` gives back all of it.
    if (buffer.length < prefixBytes + frameBytes) return false;
    buffer.skip(prefixBytes);
    this.#sink.stringReceived(buffer.takeUpTo(frameBytes));
    return true;
  }

  #peekLength(): number {
    const last = this.#prefixBytes - 1;
    let length = 0;
    for (let i = 0; i <= last; i++) {
      const byte = this.buffer.peekUInt8(this.#littleEndian ? last - i : i) ?? 0;
      length = length * 0x100 + byte;
    }
    return length;
  }
}
