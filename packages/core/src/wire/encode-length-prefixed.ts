import { type LengthPrefix, longestFrame } from "./length-prefix.js";

/**
 * `frame` with its length in front, as one `Buffer`. Throws a `RangeError` if the prefix can't say that length.
 */
export function encodeLengthPrefixed(frame: Uint8Array, prefix: LengthPrefix): Buffer {
  const { prefixBytes, byteOrder = "big" } = prefix;
  const longest = longestFrame(prefixBytes);
  if (frame.length > longest) {
    throw new RangeError(`a frame of ${String(frame.length)} bytes is too long for its prefix (${String(longest)})`);
  }
  const encoded = Buffer.allocUnsafe(prefixBytes + frame.length);
  if (byteOrder === "little") encoded.writeUIntLE(frame.length, 0, prefixBytes);
  else encoded.writeUIntBE(frame.length, 0, prefixBytes);
  encoded.set(frame, prefixBytes);
  return encoded;
}
