import type { ReactorTime } from "@twist/core";
import { systemCode } from "../errors/maildir-error.js";
import type { Disk } from "../files/disk.js";
import { filePath } from "../names/file-path.js";

/** How old a file in `tmp` is when nobody writes to it any more, by the Maildir convention. */
const temporaryMaxAgeMs = 36 * 3_600_000;

/** Removes from a `tmp` folder what a process left there that was killed in the middle of a delivery. */
export async function cleanTemporary(disk: Disk, folder: string, clock: ReactorTime): Promise<number> {
  let removed = 0;
  for (const name of await disk.readdir(folder)) {
    const path = filePath(folder, name);
    try {
      const stats = await disk.lstat(path);
      if (!stats.isFile() || clock.wallTime() - Number(stats.mtimeMs) < temporaryMaxAgeMs) continue;
      await disk.unlink(path);
      removed += 1;
    } catch (error) {
      // Its owner was quicker.
      if (systemCode(error) !== "ENOENT") throw error;
    }
  }
  return removed;
}
