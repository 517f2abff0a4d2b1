import type { Disk } from "@twist/maildir";
import { createNew, fileMode } from "./open-flags.js";

/** So much is gathered for one write. */
const gatherBytes = 256 * 1024;

/** Makes a file of `pieces`, which is on the disk when this fulfils. What fails leaves no file. */
export async function writeNewFile(
  disk: Disk,
  path: string,
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<number> {
  const fd = await disk.open(path, createNew, fileMode);
  try {
    let size = 0;
    try {
      let gathered: Uint8Array[] = [];
      let gatheredBytes = 0;
      for await (const piece of pieces) {
        gathered.push(piece);
        gatheredBytes += piece.length;
        if (gatheredBytes < gatherBytes) continue;
        await disk.write(fd, gathered, null);
        size += gatheredBytes;
        gathered = [];
        gatheredBytes = 0;
      }
      if (gatheredBytes > 0) await disk.write(fd, gathered, null);
      size += gatheredBytes;
      await disk.sync(fd);
    } finally {
      disk.close(fd);
    }
    return size;
  } catch (error) {
    await disk.unlink(path).catch(() => undefined);
    throw error;
  }
}
