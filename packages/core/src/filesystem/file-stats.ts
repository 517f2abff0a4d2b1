/** What kind of thing stands at a path. `other` is a device, a socket or a FIFO: listed, never opened. */
export type FileType = "file" | "directory" | "symbolic-link" | "other";

/** What is known of a file. Times are milliseconds since 1970-01-01 UTC, with fractions down to a microsecond. */
export interface FileStats {
  readonly type: FileType;
  /** In bytes. Means nothing for a directory; 0 for a symbolic link. */
  readonly size: number;
  /** Permission bits, `0o000` to `0o7777`, without the bits for the type. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** How many names (hard links) it has. */
  readonly nlink: number;
  /** What tells it from every other file of the same file system. */
  readonly ino: number;
  /** Last read. Many systems keep it roughly or not at all. */
  readonly atimeMs: number;
  /** Last change of the content. */
  readonly mtimeMs: number;
  /** Last change of the content or of these attributes. */
  readonly ctimeMs: number;
  /** When it was made, or the best guess of the system. */
  readonly birthtimeMs: number;
}

/** What can be set on a file; what is left out stays as it is. */
export interface FileAttributes {
  /** Cut off, or filled up with zeros, to this many bytes. Files only. */
  readonly size?: number;
  /** Permission bits. Those for set-user-ID and set-group-ID are dropped: nobody becomes another user by an upload. */
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly atimeMs?: number;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly mtimeMs?: number;
}

/** The permission bits that can be set: all but set-user-ID and set-group-ID. */
export const settableModeBits = 0o1777;

const maxId = 0xffff_fffe;
// The last millisecond that a Date can hold. File systems end long before it.
const maxTimeMs = 8.64e15;

/** @throws RangeError where an attribute is no number, or one that no file can have. */
export function checkAttributes(attributes: FileAttributes): void {
  if (attributes.size !== undefined) checkPosition("size", attributes.size);
  checkInteger("mode", attributes.mode, 0o7777);
  checkInteger("uid", attributes.uid, maxId);
  checkInteger("gid", attributes.gid, maxId);
  checkTime("atimeMs", attributes.atimeMs);
  checkTime("mtimeMs", attributes.mtimeMs);
}

/** @throws RangeError where `value` is no offset into a file. */
export function checkPosition(name: string, value: number): void {
  checkInteger(name, value, Number.MAX_SAFE_INTEGER);
}

function checkInteger(name: string, value: number | undefined, max: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= 0 && value <= max)) return;
  throw new RangeError(`${name} is ${String(value)}, not an integer from 0 to ${String(max)}`);
}

function checkTime(name: string, value: number | undefined): void {
  if (value === undefined || Math.abs(value) <= maxTimeMs) return;
  throw new RangeError(`${name} is ${String(value)}, not a time in milliseconds`);
}
