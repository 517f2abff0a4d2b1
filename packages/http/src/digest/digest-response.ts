import { createHash } from "node:crypto";

/** The hash functions of RFC 7616 §3.3, the best first, by their names on the wire; with what Node calls them. */
const HASHES = [
  ["SHA-512-256", "sha512-256"],
  ["SHA-256", "sha256"],
  ["MD5", "md5"],
] as const;

/** What a digest may be made with, as it is on the wire. */
export type DigestHash = (typeof HASHES)[number][0];

/** One that can be computed. */
export interface DigestAlgorithm {
  /** As the server wrote it. */
  readonly name: string;
  /** The session variant: the password's hash is bound to the first nonces. */
  readonly session: boolean;
  /** The lower the better. */
  readonly rank: number;
  hash(text: string): string;
}

/** The algorithm called `name`; `undefined` where it isn't known. */
export function digestAlgorithm(name: DigestHash): DigestAlgorithm;
export function digestAlgorithm(name: string): DigestAlgorithm | undefined;
export function digestAlgorithm(name: string): DigestAlgorithm | undefined {
  const upper = name.toUpperCase();
  const session = upper.endsWith("-SESS");
  const base = session ? upper.slice(0, -"-SESS".length) : upper;
  const rank = HASHES.findIndex(([known]) => known === base);
  const hash = HASHES[rank]?.[1];
  if (hash === undefined) return undefined;
  return { name, session, rank, hash: (text) => createHash(hash).update(text, "utf8").digest("hex") };
}

/** What goes into a response. */
export interface DigestInput {
  readonly algorithm: DigestAlgorithm;
  readonly username: string;
  readonly password: string;
  readonly realm: string;
  readonly nonce: string;
  readonly cnonce: string;
  /** Eight hexadecimal digits; `undefined` without qop. */
  readonly nonceCount: string | undefined;
  readonly method: string;
  readonly target: string;
}

/** RFC 7616 §3.4.1, with qop=auth; without qop as in RFC 2069, which §3.4.1 keeps for old servers. */
export function digestResponse(input: DigestInput): string {
  const { algorithm, nonce, cnonce, nonceCount } = input;
  const secret = algorithm.hash(`${input.username}:${input.realm}:${input.password}`);
  const a1 = algorithm.session ? algorithm.hash(`${secret}:${nonce}:${cnonce}`) : secret;
  const a2 = algorithm.hash(`${input.method}:${input.target}`);
  if (nonceCount === undefined) return algorithm.hash(`${a1}:${nonce}:${a2}`);
  return algorithm.hash(`${a1}:${nonce}:${nonceCount}:${cnonce}:auth:${a2}`);
}
