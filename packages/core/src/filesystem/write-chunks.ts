import type { FileHandle } from "./file-handle.js";
import { FileSystemError } from "./file-system-error.js";
import { checkPosition } from "./file-stats.js";
import type { SignalOptions } from "./file-system.js";

/** Where an upload goes, and how much of it there may be. */
export interface WriteChunksOptions extends SignalOptions {
  /**
   * Where the first byte goes.
   * @default 0
   */
  readonly position?: number;
  /**
   * The most bytes to take; one more fails with `file-too-large`, with what came before it written.
   * @default no limit
   */
  readonly maxBytes?: number;
}

/**
 * Writes all that `source` gives, one piece after the other from `position` on, and says how many bytes that was.
 * The next piece is asked for when the last one is written: that is the backpressure. The handle stays open.
 */
export async function writeChunks(
  handle: FileHandle,
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: WriteChunksOptions = {},
): Promise<number> {
  const { position = 0, maxBytes = Number.MAX_SAFE_INTEGER, signal } = options;
  checkPosition("position", position);
  let written = 0;
  signal?.throwIfAborted();
  for await (const chunk of source) {
    signal?.throwIfAborted();
    if (written + chunk.length > maxBytes) {
      throw new FileSystemError("file-too-large", handle.path, { detail: `over ${String(maxBytes)} bytes` });
    }
    await handle.write(chunk, position + written);
    written += chunk.length;
  }
  return written;
}
