import type { Disk } from "@twist/maildir";
import { readOnly } from "./open-flags.js";

const pieceBytes = 64 * 1024;

/** What is in a file from `from` on. Memory stays small however large it is. */
export async function* readPieces(disk: Disk, path: string, from = 0): AsyncGenerator<Buffer, undefined> {
  const fd = await disk.open(path, readOnly);
  try {
    for (let position = from; ;) {
      const piece = Buffer.allocUnsafe(pieceBytes);
      const length = await disk.read(fd, piece, position);
      if (length === 0) return;
      position += length;
      yield piece.subarray(0, length);
      if (length < pieceBytes) return;
    }
  } finally {
    disk.close(fd);
  }
}
