import { MaildirError, systemCode } from "../errors/maildir-error.js";
import type { Disk } from "./disk.js";
import { folder as openFolder, folderMode } from "./open-flags.js";

/** The three that make a folder a Maildir. `new` comes last: one that is half made isn't taken for whole. */
const three = ["tmp", "cur", "new"] as const;

/** Makes a Maildir with what is missing of it. The folder above must be there. */
export async function createMaildir(disk: Disk, path: string): Promise<void> {
  await makeFolder(disk, path);
  for (const name of three) await makeFolder(disk, `${path}/${name}`);
  await syncFolder(disk, path);
}

/** Whether `path` is a Maildir. Fails with `NOT_A_FOLDER` where a symbolic link or a file is in the place of a folder. */
export async function isMaildir(disk: Disk, path: string): Promise<boolean> {
  for (const name of ["", ...three.map((one) => `/${one}`)]) {
    if (!(await isFolder(disk, path + name))) return false;
  }
  return true;
}

/** Whether a folder is there. Fails with `NOT_A_FOLDER` where something else is, a symbolic link above all. */
export async function isFolder(disk: Disk, path: string): Promise<boolean> {
  try {
    if ((await disk.lstat(path)).isDirectory()) return true;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return false;
    throw error;
  }
  throw new MaildirError("NOT_A_FOLDER", "something that isn't a folder is in its place");
}

async function makeFolder(disk: Disk, path: string): Promise<void> {
  try {
    await disk.mkdir(path, folderMode);
  } catch (error) {
    if (systemCode(error) !== "EEXIST") throw error;
    await isFolder(disk, path);
  }
}

/** Makes the names in a folder durable. */
export async function syncFolder(disk: Disk, path: string): Promise<void> {
  const fd = await disk.open(path, openFolder);
  try {
    await disk.sync(fd);
  } finally {
    disk.close(fd);
  }
}
