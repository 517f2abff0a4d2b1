import { promises, type Stats } from "node:fs";
import { settableModeBits, type FileAttributes } from "../file-stats.js";
import { toSeconds } from "./local-stats.js";

// To the system, an ID of -1 is one that stays.
const unchanged = -1;

/** Something whose attributes can be set: an open file, a path, or a link itself. */
interface Target {
  chmod?(mode: number): Promise<void>;
  chown(uid: number, gid: number): Promise<void>;
  utimes(atime: number, mtime: number): Promise<void>;
  stat(): Promise<Stats>;
}

/** Sets what is given, save the size, on an open file. */
export function setOnDescriptor(handle: promises.FileHandle, attributes: FileAttributes): Promise<void> {
  return set(handle, attributes);
}

/** Sets what is given, save the size, on what `path` leads to. The caller has made sure that that is no link. */
export function setOnPath(path: string, attributes: FileAttributes): Promise<void> {
  return set(
    {
      chmod: (mode) => promises.chmod(path, mode),
      chown: (uid, gid) => promises.chown(path, uid, gid),
      utimes: (atime, mtime) => promises.utimes(path, atime, mtime),
      stat: () => promises.stat(path),
    },
    attributes,
  );
}

/** Sets owner and times on a link itself. */
export function setOnLink(path: string, attributes: FileAttributes): Promise<void> {
  return set(
    {
      chown: (uid, gid) => promises.lchown(path, uid, gid),
      utimes: (atime, mtime) => promises.lutimes(path, atime, mtime),
      stat: () => promises.lstat(path),
    },
    attributes,
  );
}

async function set(target: Target, attributes: FileAttributes): Promise<void> {
  const { mode, uid, gid, atimeMs, mtimeMs } = attributes;
  // The owner first: to change it clears bits of the mode.
  if (uid !== undefined || gid !== undefined) await target.chown(uid ?? unchanged, gid ?? unchanged);
  if (mode !== undefined) await target.chmod?.(mode & settableModeBits);
  if (atimeMs === undefined && mtimeMs === undefined) return;
  // The system sets both times or none.
  const before = atimeMs === undefined || mtimeMs === undefined ? await target.stat() : undefined;
  await target.utimes(toSeconds(atimeMs ?? before?.atimeMs ?? 0), toSeconds(mtimeMs ?? before?.mtimeMs ?? 0));
}
