import { FileSystemError } from "./file-system-error.js";
import type { FileSystem } from "./file-system.js";
import { readChunks } from "./read-chunks.js";

/** How much `readFile` takes into memory. */
export interface ReadFileOptions {
  /**
   * A file over this many bytes fails with `file-too-large`.
   * @default 67108864 (64 MiB)
   */
  readonly maxBytes?: number;
}

/** A whole file, for those that fit into memory: a configuration, a message, an expected result in a test. */
export async function readFile(fs: FileSystem, path: string, options: ReadFileOptions = {}): Promise<Buffer> {
  const { maxBytes = 64 * 1024 * 1024 } = options;
  await using handle = await fs.open(path);
  const chunks: Buffer[] = [];
  let length = 0;
  // One byte more than is allowed is asked for, since a file may have grown since anybody looked at its size.
  for await (const chunk of readChunks(handle, { end: maxBytes + 1 })) {
    length += chunk.length;
    chunks.push(chunk);
  }
  if (length > maxBytes)
    throw new FileSystemError("file-too-large", path, { detail: `over ${String(maxBytes)} bytes` });
  return Buffer.concat(chunks, length);
}
