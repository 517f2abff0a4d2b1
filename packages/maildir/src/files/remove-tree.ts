import { systemCode } from "../errors/maildir-error.js";
import { filePath } from "../names/file-path.js";
import type { Disk } from "./disk.js";

/** Removes a folder with all that is in it, following no symbolic link. */
export async function removeTree(disk: Disk, folder: string): Promise<void> {
  for (const name of await disk.readdir(folder)) {
    const path = filePath(folder, name);
    try {
      await disk.unlink(path);
    } catch (error) {
      const code = systemCode(error);
      // Linux says EISDIR of a folder, others EPERM.
      if ((code === "EISDIR" || code === "EPERM") && typeof path === "string") await removeTree(disk, path);
      else if (code !== "ENOENT") throw error;
    }
  }
  await disk.rmdir(folder);
}
