import assert from "node:assert/strict";
import type { FileSystemAbility } from "../../filesystem/file-system-ability.js";
import { FileSystemError, type FileSystemErrorReason } from "../../filesystem/file-system-error.js";
import type { FileSystem } from "../../filesystem/file-system.js";

/**
 * What the contract asks of every FileSystem and a protocol may have no words for, so that one that is served through
 * it can't be held to it.
 *
 * - `reasons`: which reason it was; without it, any FileSystemError will do.
 * - `modes`, `times`: attributes that can be set and read back.
 * - `positions`: reads and writes anywhere, not only from the start to the end.
 * - `append`, `exclusive`, `truncate`: these ways to open or change a file.
 * - `plain-rename`: a rename that refuses to replace.
 * - `identity`: the same `ino` for the same file, and how many names it has.
 */
export type FileSystemFeature =
  "reasons" | "modes" | "times" | "positions" | "append" | "exclusive" | "truncate" | "plain-rename" | "identity";

/** What lies next to the root of a file system under test and must not be reached. */
export interface Outside {
  /** Its name in the file system that the root is in: an absolute path there. It is a file with `secret` in it. */
  readonly file: string;
  /** The content of `file`. */
  readonly secret: string;
  /** The path of `file` relative to the root, such as `../outside/secret`. */
  readonly relative: string;
  /** Makes a link below the root behind the file system's back, with exactly this text. */
  plantLink(text: string, path: string): Promise<void>;
  /** Rejects where anything out there has changed: content, names or attributes. */
  checkUntouched(): Promise<void>;
}

/** What a case is run on: a file system that is empty, and what lies outside of it. */
export interface Subject {
  readonly fs: FileSystem;
  readonly outside?: Outside | undefined;
  /** Rejects unless `operation` fails with a FileSystemError, and this reason, where reasons can be told. */
  fails(operation: Promise<unknown>, ...reasons: readonly FileSystemErrorReason[]): Promise<void>;
}

/** One demand of the suite, as it is written down. */
export interface SuiteCase {
  readonly name: string;
  readonly needs?: readonly (FileSystemAbility | FileSystemFeature | "outside")[];
  run(subject: Subject): Promise<void>;
}

/** `Subject.fails`, strict about the reason or not. */
export async function assertFails(
  operation: Promise<unknown>,
  reasons: readonly FileSystemErrorReason[],
  strict: boolean,
): Promise<void> {
  let result: unknown;
  try {
    result = await operation;
  } catch (error) {
    if (!(error instanceof FileSystemError)) throw error;
    if (strict && reasons.length > 0) {
      assert.ok(reasons.includes(error.reason), `fails with ${error.message} and not with ${reasons.join(" or ")}`);
    }
    return;
  }
  assert.fail(`succeeds with ${String(result)} and should fail with ${reasons.join(" or ")}`);
}
