/**
 * One line of a users file: a user name, an scrypt hash, and SCRAM verifiers of the same password if any,
 * all parted by colons (no PHC string has one).
 *
 *     alice:$scrypt$ln=15,r=8,p=3$<salt>$<hash>:$scram-sha-256$i=100000$<salt>$<StoredKey ServerKey>
 *
 * The scrypt hash must be there. At most one verifier for each of SHA-1, SHA-256 and SHA-512.
 */

import { CredError } from "./cred-error.js";
import { parsePHC } from "./phc-string.js";
import { prepareUsername } from "./prepared-string.js";
import { type ScramHash, type ScramVerifier, formatScramVerifier, scramVerifierFromPHC } from "./scram-verifier.js";
import { type ScryptHash, formatScryptHash, scryptHashFromPHC } from "./scrypt-hash.js";

/** A user of a users file. */
export interface UsersFileEntry {
  readonly username: string;
  readonly password: ScryptHash;
  readonly scram: ReadonlyMap<ScramHash, ScramVerifier>;
}

/** The longest line that is read, in UTF-16 units. */
export const maxUsersFileLineLength = 4096;

/** Reads a line that is neither empty nor a comment. Throws `CredError` with the reason; no message quotes the line. */
export function parseUsersFileLine(line: string): UsersFileEntry {
  if (line.length > maxUsersFileLineLength)
    throw malformed(`is longer than ${String(maxUsersFileLineLength)} characters`);
  const [username = "", password = "", ...verifiers] = line.split(":");
  if (!isUsersFileName(username)) throw malformed("has no valid user name");
  if (password === "") throw malformed("has no password hash");
  const scram = new Map<ScramHash, ScramVerifier>();
  for (const text of verifiers) {
    const verifier = scramVerifierFromPHC(parsePHC(text));
    if (scram.has(verifier.hash)) throw malformed("has two SCRAM verifiers for the same hash function");
    scram.set(verifier.hash, verifier);
  }
  return { username, password: scryptHashFromPHC(parsePHC(password)), scram };
}

/** The line of `entry`, without its line end. Throws `CredError` where the user name can't stand in one. */
export function formatUsersFileLine(entry: UsersFileEntry): string {
  if (!isUsersFileName(entry.username)) throw malformed("would have no valid user name");
  return [
    entry.username,
    formatScryptHash(entry.password),
    ...Array.from(entry.scram.values(), formatScramVerifier),
  ].join(":");
}

/**
 * Whether `username` can stand in a users file: prepared (RFC 8265), without `:`, which ends it, without a `#` in
 * front, which makes a comment, and without space around it, which nobody would see. CR, LF and NUL are control characters, which
 * preparation refuses.
 */
export function isUsersFileName(username: string): boolean {
  const plain = !username.includes(":") && !username.startsWith("#") && username.trim() === username;
  return plain && prepareUsername(username) === username;
}

function malformed(how: string): CredError {
  return new CredError(`The line ${how}.`, { code: "MALFORMED_USERS_FILE_LINE" });
}
