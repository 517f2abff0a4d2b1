/** What `twist passwd` does to a users file. */

import { randomBytes } from "node:crypto";
import { type FileHandle, open, readFile, realpath, rename, stat, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CredError } from "./cred-error.js";
import { isMissingFile } from "./missing-file.js";
import { PasswordHasher } from "./password-hasher.js";
import { preparePassword, prepareUsername } from "./prepared-string.js";
import { type ScramHash, type ScramVerifier, defaultScramIterations, deriveScramVerifier } from "./scram-verifier.js";
import { type UsersFileEntry, formatUsersFileLine, isUsersFileName } from "./users-file-entry.js";

export interface UsersFileEntryOptions {
  /** Makes the scrypt hash. @default `new PasswordHasher()` */
  readonly hasher?: PasswordHasher;
  /** For which hash functions a SCRAM verifier is made. @default `["sha256"]` */
  readonly scram?: readonly ScramHash[];
  /** The iterations of those verifiers. @default 100000 */
  readonly scramIterations?: number;
}

/** Makes the entry of a user. Throws `CredError` where the name or the password can't be one; no message holds the password. */
export async function makeUsersFileEntry(
  username: string,
  password: string,
  options: UsersFileEntryOptions = {},
): Promise<UsersFileEntry> {
  const {
    hasher = new PasswordHasher(),
    scram: hashes = ["sha256"],
    scramIterations = defaultScramIterations,
  } = options;
  const name = prepareUsername(username);
  if (name === undefined || !isUsersFileName(name))
    throw refused("A user name", "colons, a # in front or space around it");
  const secret = preparePassword(password);
  if (secret === undefined) throw refused("A password", "more than 1024 characters");
  const scram = new Map<ScramHash, ScramVerifier>();
  for (const hash of hashes) {
    scram.set(hash, await deriveScramVerifier(secret, { hash, salt: randomBytes(16), iterations: scramIterations }));
  }
  return { username: name, password: await hasher.hash(secret), scram };
}

/**
 * Puts `entry` into the users file at `path`: in place of the user's line, or at the end. All other lines, comments too,
 * stay as they are. The file is replaced whole, by a rename, so a reader sees the old one or the new one; its mode
 * becomes 0600, its owner stays where the process may say so. Where `path` is a symbolic link, the file that it leads to is replaced. Where there is none, one is made.
 *
 * Two writers at the same time don't garble the file, but the first one's change is lost.
 *
 * @returns Whether the user was added, or had a line already.
 */
export async function writeUsersFileEntry(path: string, entry: UsersFileEntry): Promise<"added" | "changed"> {
  const target = await realpath(path).catch(unlessMissing(path));
  const text = await readFile(target, "utf8").catch(unlessMissing(""));
  const replaced = replaceLine(text, entry);
  await replaceFile(target, replaced.text);
  return replaced.outcome;
}

function replaceLine(text: string, entry: UsersFileEntry): { text: string; outcome: "added" | "changed" } {
  const line = formatUsersFileLine(entry);
  const lines = text.split("\n");
  const own = `${entry.username}:`;
  const first = lines.findIndex((other) => other.startsWith(own));
  if (first === -1) {
    const before = text === "" || text.endsWith("\n") ? text : `${text}\n`;
    return { text: `${before}${line}\n`, outcome: "added" };
  }
  // A second line of the same user was without effect; left in, it would be what counts once the first is deleted.
  const kept = lines.filter((other, index) => index === first || !other.startsWith(own));
  kept[first] = line;
  return { text: kept.join("\n"), outcome: "changed" };
}

async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = join(dirname(path), `.${randomBytes(12).toString("hex")}.tmp`);
  // "wx": a file that somebody else put there is never written through.
  const file = await open(temporary, "wx", 0o600);
  try {
    await keepOwner(file, path);
    await writeAndClose(file, text);
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
}

/** Root changes a password in the file of a server that isn't root: the server must still be able to read it. */
async function keepOwner(file: FileHandle, path: string): Promise<void> {
  const old = await stat(path).catch(() => undefined);
  const own = await file.stat();
  if (old === undefined || (old.uid === own.uid && old.gid === own.gid)) return;
  await file.chown(old.uid, old.gid).catch(() => undefined);
}

async function writeAndClose(file: FileHandle, text: string): Promise<void> {
  try {
    await file.writeFile(text);
    // The process's umask can take bits away from the mode at open, and must not.
    await file.chmod(0o600);
    // Without it, a crash can leave the new name with an empty file behind it.
    await file.sync();
  } finally {
    await file.close();
  }
}

function unlessMissing(fallback: string): (error: unknown) => string {
  return (error) => {
    if (isMissingFile(error)) return fallback;
    throw error;
  };
}

function refused(what: string, which: string): CredError {
  return new CredError(`${what} can't be empty, or have control characters, ${which}.`, {
    code: "UNUSABLE_NAME_OR_PASSWORD",
  });
}
