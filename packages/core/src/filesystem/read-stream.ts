import { ReadableStream } from "node:stream/web";
import type { FileHandle } from "./file-handle.js";
import { readChunks, type ReadChunksOptions } from "./read-chunks.js";

/**
 * An open file, or a part of it, as a Web Stream: the body of a Fetch `Response`. It reads as it is read from, one
 * piece ahead, and closes the handle when it ends, fails or is cancelled.
 */
export function readStream(handle: FileHandle, options: ReadChunksOptions = {}): ReadableStream<Uint8Array> {
  const chunks = readChunks(handle, options);
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await chunks.next();
          if (done !== true) {
            controller.enqueue(value);
            return;
          }
        } catch (error) {
          await handle.close();
          throw error;
        }
        await handle.close();
        controller.close();
      },
      async cancel() {
        await chunks.return();
        await handle.close();
      },
    },
    { highWaterMark: 0 },
  );
}
