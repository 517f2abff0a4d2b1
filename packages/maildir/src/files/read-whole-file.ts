import { systemCode } from "../errors/maildir-error.js";
import type { Disk } from "./disk.js";
import { readOnly } from "./open-flags.js";

/** The content of a plain file; undefined where there is none, or none of at most `maxBytes`. */
export async function readWholeFile(disk: Disk, path: string, maxBytes: number): Promise<Buffer | undefined> {
  let fd;
  try {
    fd = await disk.open(path, readOnly);
  } catch (error) {
    // ELOOP: a symbolic link. We never write one there, and what it leads to is not ours to read.
    if (systemCode(error) === "ENOENT" || systemCode(error) === "ELOOP") return undefined;
    throw error;
  }
  try {
    const stats = await disk.stat(fd);
    if (!stats.isFile() || stats.size > BigInt(maxBytes)) return undefined;
    const content = Buffer.alloc(Number(stats.size));
    return content.subarray(0, await disk.read(fd, content, 0));
  } finally {
    disk.close(fd);
  }
}
