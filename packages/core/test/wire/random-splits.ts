import fc from "fast-check";

/** Cuts `bytes` at the given places, in any order and with repeats, into copies that share no memory. */
export function splitAt(bytes: Uint8Array, cuts: readonly number[]): Buffer[] {
  const places = cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b);
  const chunks: Buffer[] = [];
  let start = 0;
  for (const end of [...places, bytes.length]) {
    chunks.push(Buffer.from(bytes.subarray(start, end)));
    start = end;
  }
  return chunks;
}

/** Every byte of `bytes` as a chunk of its own. */
export function byteByByte(bytes: Uint8Array): Buffer[] {
  return Array.from(bytes, (byte) => Buffer.of(byte));
}

/** Places to cut at, for `splitAt`. */
export const cuts = fc.array(fc.nat(), { maxLength: 20 });

/** Any bytes at all. */
export function bytes(maxLength: number): fc.Arbitrary<Buffer> {
  return fc.uint8Array({ maxLength }).map((array) => Buffer.from(array));
}

/** Bytes of which most mean something to a framer, so that random ones reach its corners. */
export function bytesOf(alphabet: string, maxLength: number): fc.Arbitrary<Buffer> {
  return fc
    .array(fc.constantFrom(...Buffer.from(alphabet, "latin1")), { maxLength })
    .map((array) => Buffer.from(array));
}
