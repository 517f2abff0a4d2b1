import { promises, type Stats } from "node:fs";
import { FileSystemError } from "../file-system-error.js";
import type { Place } from "./local-resolver.js";
import { isSystemError } from "./system-error.js";

/** What stands at a real path, if anything does. */
export async function statIfThere(real: string): Promise<Stats | undefined> {
  try {
    return await promises.lstat(real);
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return undefined;
    throw error;
  }
}

/**
 * Moves without ever replacing anything. Node has no renameat2(RENAME_NOREPLACE), so a file gets its new name as a
 * hard link, which fails where something is there, and then loses the old one. A directory can't be linked; there
 * we look first, and what could slip in between is at worst an empty directory, replaced by this one.
 */
export async function renameToNew(from: Place, to: Place, toPath: string): Promise<void> {
  const source = await promises.lstat(from.real);
  if (to.name === undefined) throw new FileSystemError("exists", toPath);
  if (!source.isDirectory() && (await linked(from, to, toPath))) {
    await promises.unlink(from.real);
    return;
  }
  if ((await statIfThere(to.real)) !== undefined) throw new FileSystemError("exists", toPath);
  await promises.rename(from.real, to.real);
}

/** Whether the file could be given a second name: not every file system has hard links. */
async function linked(from: Place, to: Place, toPath: string): Promise<boolean> {
  try {
    await promises.link(from.real, to.real);
    return true;
  } catch (error) {
    if (isSystemError(error, "EEXIST")) throw new FileSystemError("exists", toPath);
    if (isSystemError(error, "EPERM", "EACCES", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK", "EXDEV")) return false;
    throw error;
  }
}

/**
 * Moves in one step, replacing what POSIX lets it replace. Gives what was replaced, for the quota: undefined where
 * nothing was, or where both names are the same file, which POSIX leaves as they are.
 */
export async function renameOver(
  from: Place,
  to: Place,
  toPath: string,
  tellReplaced: boolean,
): Promise<Stats | undefined> {
  const isRoot = to.name === undefined;
  const source = tellReplaced || isRoot ? await promises.lstat(from.real) : undefined;
  if (isRoot) throw new FileSystemError("busy", toPath, { detail: "the root" });
  const replaced = tellReplaced ? await statIfThere(to.real) : undefined;
  await promises.rename(from.real, to.real);
  return replaced?.ino === source?.ino && replaced?.dev === source?.dev ? undefined : replaced;
}
