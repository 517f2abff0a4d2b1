import type { Dirent, Stats } from "node:fs";
import type { FileStats, FileType } from "../file-stats.js";

/** The system's stat in this package's words. */
export function toFileStats(stats: Stats): FileStats {
  return {
    type: fileType(stats),
    // A link's is the length of its text on the disk, which has the real root in it.
    size: stats.isSymbolicLink() ? 0 : stats.size,
    mode: stats.mode & 0o7777,
    uid: stats.uid,
    gid: stats.gid,
    nlink: stats.nlink,
    ino: stats.ino,
    atimeMs: toMicroseconds(stats.atimeMs),
    mtimeMs: toMicroseconds(stats.mtimeMs),
    ctimeMs: toMicroseconds(stats.ctimeMs),
    birthtimeMs: toMicroseconds(stats.birthtimeMs),
  };
}

/** What kind of thing a stat or a directory entry is of. */
export function fileType(of: Stats | Dirent): FileType {
  if (of.isFile()) return "file";
  if (of.isDirectory()) return "directory";
  if (of.isSymbolicLink()) return "symbolic-link";
  return "other";
}

/**
 * Milliseconds to the nearest microsecond: finer than that, a number this large (1.7e12) is noise, and a time that
 * was set wouldn't be read back as the same.
 */
function toMicroseconds(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

/**
 * Milliseconds as the seconds that Node's utimes takes. It cuts them off to microseconds where rounding is meant, so
 * that 0.123 would become 0.122999: a quarter of one is added.
 */
export function toSeconds(ms: number): number {
  return (Math.round(ms * 1000) + 0.25) / 1_000_000;
}
