/** An scrypt password hash (RFC 7914) and its PHC string, `$scrypt$ln=15,r=8,p=3$salt$hash`. */

import { CredError } from "./cred-error.js";
import { type PHCString, formatPHC } from "./phc-string.js";

/** How much work a hash is. Memory is `128 * 2 ** ln * r` bytes. */
export interface ScryptCost {
  /** The binary logarithm of N, the work factor. */
  readonly ln: number;
  /** The block size. */
  readonly r: number;
  /** How often the whole is done, one after another. */
  readonly p: number;
}

/** A stored scrypt hash. */
export interface ScryptHash extends ScryptCost {
  readonly salt: Buffer;
  readonly hash: Buffer;
}

/** 32 MiB and about a fifth of a second for each login: what OWASP asks for, at the memory of Node's default. */
export const defaultScryptCost: ScryptCost = { ln: 15, r: 8, p: 3 };

/** The most memory that one hash may take, in bytes. A file that asks for more is refused. */
const maxScryptBytes = 256 * 1024 * 1024;

/** The most work that one hash may be, as `2 ** ln * r * p`: about ten seconds. */
const maxScryptWork = 2 ** 25;

/** Whether `cost` is within our bounds, and scrypt's own. */
export function isScryptCost({ ln, r, p }: ScryptCost): boolean {
  const whole = [ln, r, p].every((value) => Number.isInteger(value) && value >= 1);
  return whole && ln <= 24 && scryptBytes({ ln, r, p }) <= maxScryptBytes && 2 ** ln * r * p <= maxScryptWork;
}

/** The memory that a hash of `cost` takes while it is made, in bytes. */
export function scryptBytes({ ln, r, p }: ScryptCost): number {
  return 128 * r * (2 ** ln + p + 2);
}

/** The text of `hash`. */
export function formatScryptHash({ ln, r, p, salt, hash }: ScryptHash): string {
  const parameters = new Map(Object.entries({ ln, r, p }));
  return formatPHC({ id: "scrypt", parameters, salt, hash });
}

/** The hash that `phc` holds. Throws `CredError` where it isn't scrypt's, or costs more than we would spend. */
export function scryptHashFromPHC({ id, parameters, salt, hash }: PHCString): ScryptHash {
  const { ln = 0, r = 0, p = 0 } = Object.fromEntries(parameters);
  if (id !== "scrypt" || parameters.size !== 3) throw malformed("isn't scrypt's with ln, r and p");
  if (!isScryptCost({ ln, r, p })) throw malformed("has parameters out of bounds");
  if (hash.length < 16 || hash.length > 64) throw malformed("isn't 16 to 64 bytes long");
  return { ln, r, p, salt, hash };
}

function malformed(how: string): CredError {
  return new CredError(`The password hash ${how}.`, { code: "MALFORMED_HASH" });
}
