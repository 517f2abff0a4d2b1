/** How many octets the digests of each known type have, for types whose numbers mean the same digest wherever they stand. */
export type DigestLengths = ReadonlyMap<number, number>;

/** DS and CDS: SHA-1, SHA-256, GOST R 34.11-94, SHA-384, GOST R 34.11-2012, SM3. */
export const dsDigestLengths: DigestLengths = new Map([
  [1, 20],
  [2, 32],
  [3, 32],
  [4, 48],
  [5, 32],
  [6, 32],
]);

/** SSHFP: SHA-1, SHA-256. */
export const sshfpDigestLengths: DigestLengths = new Map([
  [1, 20],
  [2, 32],
]);

/** What is wrong with a digest of this type, for an error; `undefined` where nothing is, or the type isn't known. */
export function wrongDigestLength(lengths: DigestLengths, type: number, digest: Uint8Array): string | undefined {
  const expected = lengths.get(type);
  if (expected === undefined || expected === digest.length) return undefined;
  return `a digest of type ${type} has ${expected} octets, not ${digest.length}`;
}
