/**
 * What a server keeps to check SCRAM (RFC 5802 §3): from it a login can be checked, but the password can't be
 * had, and whoever steals it can't log in with it.
 */

import { createHash, createHmac, pbkdf2 } from "node:crypto";
import { promisify } from "node:util";
import { CredError } from "./cred-error.js";
import { type PHCString, formatPHC, parsePHC } from "./phc-string.js";

const derive = promisify(pbkdf2);

/** The hash functions that SCRAM is used with, as node:crypto names them. */
export type ScramHash = "sha1" | "sha256" | "sha512";

/** The length of each hash's digest, in bytes. */
export const scramDigestBytes: Readonly<Record<ScramHash, number>> = { sha1: 20, sha256: 32, sha512: 64 };

/** How each hash is called in a users file and as a credential kind. */
export const scramNames = { sha1: "scram-sha-1", sha256: "scram-sha-256", sha512: "scram-sha-512" } as const;

/** The fewest iterations that are taken, of either side (RFC 5802 §5.1, RFC 7677 §4). */
export const minScramIterations = 4096;

/** The most iterations that are taken, of either side: about a quarter of a second of work. */
export const maxScramIterations = 1_000_000;

/**
 * The iterations of the verifiers that we make. RFC 7677 §4 reckoned 15000 in 2015; since the verifier stands in one
 * file with an scrypt hash of the same password, a cheap one would be the way in. The client does this work, at each
 * login: about 20 ms on a laptop.
 */
export const defaultScramIterations = 100_000;

/** The two keys that SCRAM keeps of a password. */
export interface ScramKeys {
  readonly storedKey: Buffer;
  readonly serverKey: Buffer;
}

/** A stored SCRAM password. */
export interface ScramVerifier extends ScramKeys {
  readonly hash: ScramHash;
  readonly salt: Buffer;
  readonly iterations: number;
}

/** How to derive a verifier. */
export interface ScramVerifierOptions {
  readonly hash: ScramHash;
  readonly salt: Uint8Array;
  /** @default 100000 */
  readonly iterations?: number;
}

/** Makes the verifier of `password`, which must be prepared (`preparePassword`). The work is done off the event loop. */
export async function deriveScramVerifier(password: string, options: ScramVerifierOptions): Promise<ScramVerifier> {
  const { hash, salt, iterations = defaultScramIterations } = options;
  if (!isScramIterationCount(iterations))
    throw new RangeError(`iterations must be ${String(minScramIterations)} to ${String(maxScramIterations)}`);
  const salted = await saltScramPassword(password, { hash, salt, iterations });
  return { hash, iterations, salt: Buffer.from(salt), ...scramKeys(hash, salted) };
}

/** SaltedPassword of RFC 5802 §3: `Hi(password, salt, iterations)`. The work is done off the event loop. */
export async function saltScramPassword(password: string, options: Required<ScramVerifierOptions>): Promise<Buffer> {
  return derive(password, options.salt, options.iterations, scramDigestBytes[options.hash], options.hash);
}

/** StoredKey and ServerKey of RFC 5802 §3. */
export function scramKeys(hash: ScramHash, saltedPassword: Uint8Array): ScramKeys {
  const clientKey = hmac(hash, saltedPassword, "Client Key");
  return {
    storedKey: createHash(hash).update(clientKey).digest(),
    serverKey: hmac(hash, saltedPassword, "Server Key"),
  };
}

/** Whether `count` is an iteration count that we take. */
export function isScramIterationCount(count: number): boolean {
  return Number.isInteger(count) && count >= minScramIterations && count <= maxScramIterations;
}

/** The verifier as a PHC string: `$scram-sha-256$i=100000$salt$keys`, where `keys` is StoredKey followed by ServerKey. */
export function formatScramVerifier(verifier: ScramVerifier): string {
  return formatPHC({
    id: scramNames[verifier.hash],
    parameters: new Map([["i", verifier.iterations]]),
    salt: verifier.salt,
    hash: Buffer.concat([verifier.storedKey, verifier.serverKey]),
  });
}

/** Reads what `formatScramVerifier` writes. Throws `CredError` where it is no such thing. */
export function parseScramVerifier(text: string): ScramVerifier {
  return scramVerifierFromPHC(parsePHC(text));
}

/** The verifier that `phc` holds. Throws `CredError` where it holds none. */
export function scramVerifierFromPHC(phc: PHCString): ScramVerifier {
  const hash = (Object.keys(scramNames) as ScramHash[]).find((name) => scramNames[name] === phc.id);
  if (hash === undefined) throw malformed("names no known hash function");
  const size = scramDigestBytes[hash];
  const iterations = phc.parameters.get("i") ?? 0;
  if (phc.parameters.size !== 1 || !isScramIterationCount(iterations))
    throw malformed("has an iteration count out of bounds");
  if (phc.hash.length !== 2 * size) throw malformed("has keys of the wrong length");
  return {
    hash,
    iterations,
    salt: phc.salt,
    storedKey: phc.hash.subarray(0, size),
    serverKey: phc.hash.subarray(size),
  };
}

function hmac(hash: ScramHash, key: Uint8Array, data: string): Buffer {
  return createHmac(hash, key).update(data).digest();
}

function malformed(how: string): CredError {
  return new CredError(`The SCRAM verifier ${how}.`, { code: "MALFORMED_HASH" });
}
