/** `bytes` cut into chunks in every way that finds parsers out: whole, at each single place, byte by byte, in threes. */
export function* everySplit(bytes: Buffer): Generator<Buffer[]> {
  yield [bytes];
  for (let cut = 1; cut < bytes.length; cut++) yield [bytes.subarray(0, cut), bytes.subarray(cut)];
  for (const size of [1, 3]) yield chunksOf(bytes, size);
}

/** `bytes` in chunks of `size`. */
export function chunksOf(bytes: Buffer, size: number): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
  return chunks;
}

/** Each character of `text` as one byte. */
export function latin1(text: string): Buffer {
  return Buffer.from(text, "latin1");
}
