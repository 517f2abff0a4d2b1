import { dirname } from "node:path";
import type { Disk } from "@twist/maildir";
import { systemCode } from "../errors/mail-error.js";
import { folder, folderMode } from "./open-flags.js";

/** Makes a folder and those above it, where they are missing; for good. */
export async function makeFolder(disk: Disk, path: string): Promise<void> {
  try {
    await disk.mkdir(path, folderMode);
    await syncFolder(disk, dirname(path));
  } catch (error) {
    const code = systemCode(error);
    if (code === "EEXIST") return;
    if (code !== "ENOENT" || dirname(path) === path) throw error;
    await makeFolder(disk, dirname(path));
    await makeFolder(disk, path);
  }
}

/** Waits until the names in a folder are on the disk. */
export async function syncFolder(disk: Disk, path: string): Promise<void> {
  const fd = await disk.open(path, folder);
  try {
    await disk.sync(fd);
  } finally {
    disk.close(fd);
  }
}

/** Removes a file that may be gone already. */
export async function removeFile(disk: Disk, path: string): Promise<void> {
  await disk.unlink(path).catch((error: unknown) => {
    if (systemCode(error) !== "ENOENT") throw error;
  });
}
