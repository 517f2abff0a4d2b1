import type { Disk } from "@twist/maildir";
import { MailError } from "../errors/mail-error.js";
import { readOnly } from "./open-flags.js";

/** All of a file. Fails with `BAD_ENTRY` where it is over `maxBytes`. */
export async function readWholeFile(disk: Disk, path: string, maxBytes: number): Promise<Buffer> {
  const fd = await disk.open(path, readOnly);
  try {
    const size = Number((await disk.stat(fd)).size);
    if (size > maxBytes) throw new MailError("BAD_ENTRY", `a file of the queue is over ${String(maxBytes)} bytes`);
    const content = Buffer.alloc(size);
    return content.subarray(0, await disk.read(fd, content, 0));
  } finally {
    disk.close(fd);
  }
}
