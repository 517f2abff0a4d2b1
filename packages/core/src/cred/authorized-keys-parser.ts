/**
 * OpenSSH's authorized_keys (sshd(8)): a key a line, empty lines, and comments, which begin with `#`.
 *
 *     line = [ options SP ] key-type SP base64-blob [ SP comment ]
 *
 * Each line takes time in proportion to its length, whatever is in it.
 */

import { type AuthorizedKeyOptions, noOptions, parseAuthorizedKeyOptions } from "./authorized-key-options.js";
import { CredError } from "./cred-error.js";
import type { BadLine } from "./users-file-parser.js";

/** A key that may log in, and on what terms. */
export interface AuthorizedKey {
  /** `"ssh-ed25519"`, … as the blob says too. */
  readonly keyType: string;
  /** The key in SSH's wire format (RFC 4253 §6.6). */
  readonly blob: Buffer;
  readonly options: AuthorizedKeyOptions;
  /** For people. May be empty. */
  readonly comment: string;
  /** Where it stands, counted from 1. */
  readonly lineNumber: number;
}

/** What an authorized_keys file holds. */
export interface AuthorizedKeysContent {
  readonly keys: readonly AuthorizedKey[];
  /** The lines that were skipped. */
  readonly badLines: readonly BadLine[];
}

/** The longest line that is read, in UTF-16 units: an RSA key of 16384 bits takes about 2800. */
export const maxAuthorizedKeyLineLength = 16_384;

/** Reads the text of an authorized_keys file. A bad line is skipped, and reported with its number. */
export function parseAuthorizedKeys(text: string): AuthorizedKeysContent {
  const keys: AuthorizedKey[] = [];
  const badLines: BadLine[] = [];
  for (const [index, rawLine] of text.split("\n").entries()) {
    const line = rawLine.length > maxAuthorizedKeyLineLength ? rawLine : rawLine.trim();
    if (line === "" || line.startsWith("#")) continue;
    try {
      keys.push(parseAuthorizedKey(line, index + 1));
    } catch (error) {
      if (!(error instanceof CredError)) throw error;
      badLines.push({ lineNumber: index + 1, reason: error.message });
    }
  }
  return { keys, badLines };
}

/** Reads one line, which is neither empty nor a comment. Throws `CredError` with the reason. */
export function parseAuthorizedKey(line: string, lineNumber = 1): AuthorizedKey {
  if (line.length > maxAuthorizedKeyLineLength) {
    throw malformed(`is longer than ${String(maxAuthorizedKeyLineLength)} characters`);
  }
  if (startsWithKeyType(line)) return { ...parseKey(line), options: noOptions(), lineNumber };
  const { options, end } = parseAuthorizedKeyOptions(line);
  if (!isBlank(line[end])) throw malformed("has no white space after its options, or no key");
  return { ...parseKey(line.slice(end).trimStart()), options, lineNumber };
}

/** No option begins like a type of key. */
function startsWithKeyType(line: string): boolean {
  return /^(?:ssh|ecdsa|sk|rsa|webauthn)-[^\s,="]+\s/.test(line);
}

function parseKey(text: string): { keyType: string; blob: Buffer; comment: string } {
  const [keyType, afterType] = cutWord(text);
  const [base64, afterBlob] = cutWord(afterType);
  if (!/^[\x21-\x7e]{1,64}$/.test(keyType)) throw malformed("has no valid type of key");
  const blob = Buffer.from(base64, "base64");
  if (blob.length === 0 || blob.toString("base64").replace(/=+$/, "") !== base64.replace(/=+$/, "")) {
    throw malformed("has a key that isn't base64");
  }
  if (typeInBlob(blob) !== keyType) throw malformed("has a key that isn't of the type that stands before it");
  return { keyType, blob, comment: afterBlob.trim() };
}

/** The string that a blob begins with (RFC 4253 §6.6). */
function typeInBlob(blob: Buffer): string | undefined {
  if (blob.length < 4) return undefined;
  const length = blob.readUInt32BE(0);
  return length <= 64 && blob.length > 4 + length ? blob.toString("latin1", 4, 4 + length) : undefined;
}

function cutWord(text: string): [word: string, rest: string] {
  let end = 0;
  while (end < text.length && !isBlank(text[end])) end += 1;
  return [text.slice(0, end), text.slice(end).trimStart()];
}

function isBlank(character: string | undefined): boolean {
  return character === " " || character === "\t";
}

function malformed(how: string): CredError {
  return new CredError(`The line ${how}.`, { code: "MALFORMED_AUTHORIZED_KEY" });
}
