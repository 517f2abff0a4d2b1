import type { FileSystem } from "./file-system.js";

/** How `writeFile` makes the file. */
export interface WriteFileOptions {
  /**
   * Fails with `exists` instead of replacing the content of a file that is there.
   * @default false
   */
  readonly exclusive?: boolean;
  /**
   * Permission bits of a new file, less the umask.
   * @default 0o666
   */
  readonly mode?: number;
}

/** Makes `data` (text as UTF-8) the whole content of a file, which is made where it isn't there. */
export async function writeFile(
  fs: FileSystem,
  path: string,
  data: Uint8Array | string,
  options: WriteFileOptions = {},
): Promise<void> {
  await using handle = await fs.open(path, { ...options, write: true, create: true, truncate: true });
  await handle.write(typeof data === "string" ? Buffer.from(data) : data, 0);
}
