import { TwistError } from "../errors/twist-error.js";

/**
 * Every way in which a file operation fails. The set is closed: a protocol maps each of them to a code of its own in
 * one exhaustive `switch`, and the compiler says so when a reason joins.
 *
 * - `not-found`: nothing is there, or a directory on the way to it isn't.
 * - `exists`: something is there already.
 * - `permission`: the system refuses, or a symbolic link leads out of the root (or may not be followed at all).
 * - `not-a-directory`, `is-a-directory`: the other kind was needed.
 * - `not-empty`: a directory still has entries.
 * - `no-space`: the device is full. `quota-exceeded`: the user has used up what they may.
 * - `file-too-large`: over the largest size that the file system can hold.
 * - `read-only`: nothing can be changed here.
 * - `name-too-long`, `invalid-name`: a path that can't be one, such as one with a NUL in it.
 * - `invalid-argument`: a sound path in a call that makes no sense, such as moving a directory into itself.
 * - `unsupported`: this file system can't do that.
 * - `cross-device`: a rename or a hard link between two file systems.
 * - `busy`: in use by the system, a mount point, or the root.
 * - `too-many-open-files`: no handle is left.
 * - `loop`: too many symbolic links on the way.
 * - `closed`: a handle that was closed before.
 * - `io`: everything else, a broken disk for instance.
 */
export type FileSystemErrorReason =
  | "not-found"
  | "exists"
  | "permission"
  | "not-a-directory"
  | "is-a-directory"
  | "not-empty"
  | "no-space"
  | "quota-exceeded"
  | "file-too-large"
  | "read-only"
  | "name-too-long"
  | "invalid-name"
  | "invalid-argument"
  | "unsupported"
  | "cross-device"
  | "busy"
  | "too-many-open-files"
  | "loop"
  | "closed"
  | "io";

/** What a `FileSystemError` takes besides its reason and path. */
export interface FileSystemErrorOptions {
  /** A few words on what exactly was wrong, where the reason alone doesn't say. */
  readonly detail?: string;
  /** The operating system's own name for the error, such as `"EACCES"`. */
  readonly systemCode?: string;
}

const maxShownPath = 256;

/**
 * A file operation that failed. `reason` is what a program looks at; `code` is the same as every `TwistError` spells
 * it (`not-found` is `"FILE_NOT_FOUND"`). The path is always the virtual one: neither the message nor anything else
 * on this error tells where the root lies on disk, which is why the system's own error isn't kept as its `cause`.
 */
export class FileSystemError extends TwistError {
  /** Why it failed. */
  readonly reason: FileSystemErrorReason;
  /** The virtual path that it failed on, where there is one. */
  readonly path: string | undefined;
  /** The operating system's own name for the error, such as `"EACCES"`, where it comes from there. */
  readonly systemCode: string | undefined;

  constructor(reason: FileSystemErrorReason, path?: string, options: FileSystemErrorOptions = {}) {
    super(describe(reason, path, options), { code: `FILE_${reason.toUpperCase().replaceAll("-", "_")}` });
    this.reason = reason;
    this.path = path;
    this.systemCode = options.systemCode;
  }
}

/** Quoted, cut and without control characters: the path may come from a peer and the message may go to a terminal. */
function describe(reason: FileSystemErrorReason, path: string | undefined, options: FileSystemErrorOptions): string {
  const why = options.detail ?? options.systemCode;
  const what = why === undefined ? reason : `${reason} (${why})`;
  if (path === undefined) return what;
  return `${what}: ${JSON.stringify(path.length > maxShownPath ? `${path.slice(0, maxShownPath)}…` : path)}`;
}

/** Whether `value` is a `FileSystemError`, and, where `reason` is given, whether it is that one. */
export function isFileSystemError(value: unknown, reason?: FileSystemErrorReason): value is FileSystemError {
  return value instanceof FileSystemError && (reason === undefined || value.reason === reason);
}
