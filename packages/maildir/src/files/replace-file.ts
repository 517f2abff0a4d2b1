import type { Disk } from "./disk.js";
import { createNew, fileMode } from "./open-flags.js";

/**
 * Writes a file as a whole: who reads it sees the old content or the new. `temporary` is on the same file system and
 * must not be there; used as a lock it keeps others from writing at the same time.
 */
export async function replaceFile(disk: Disk, path: string, temporary: string, content: Uint8Array): Promise<void> {
  const fd = await disk.open(temporary, createNew, fileMode);
  try {
    try {
      await disk.write(fd, [content], 0);
      await disk.sync(fd);
    } finally {
      disk.close(fd);
    }
    await disk.rename(temporary, path);
  } catch (error) {
    await disk.unlink(temporary).catch(() => undefined);
    throw error;
  }
}
