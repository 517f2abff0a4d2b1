import type { FileAttributes, FileStats } from "./file-stats.js";

/** How a file is opened. With none of `read`, `write` and `append` it is for reading. */
export interface OpenOptions {
  readonly read?: boolean;
  readonly write?: boolean;
  /** For writing, each time at the end, wherever that is by then; the position given to `write` is not looked at. */
  readonly append?: boolean;
  /** Makes it where it isn't there. */
  readonly create?: boolean;
  /** With `create`: fails with `exists` where it is there, a symbolic link too, whatever that leads to. */
  readonly exclusive?: boolean;
  /** Empties it. Needs `write` or `append`. */
  readonly truncate?: boolean;
  /**
   * Permission bits of a file that is made, less those in the file system's `umask`.
   * @default 0o666
   */
  readonly mode?: number;
}

/**
 * An open file. Positions are absolute and several calls may be under way at once: SFTP works that way, and the
 * others keep their own position. After `close` every call fails with `closed`.
 */
export interface FileHandle extends AsyncDisposable {
  /** The path that it was opened by, as the file system that holds it spells it. It may have another name by now. */
  readonly path: string;
  /**
   * Fills `buffer` with what stands at `position`. Says how many bytes it read; fewer than the buffer's length only
   * where the file ends, and 0 at or after the end.
   */
  read(buffer: Uint8Array, position: number): Promise<number>;
  /** Writes all of `data` at `position`. What lies between the old end and `position` reads as zeros. */
  write(data: Uint8Array, position: number): Promise<void>;
  stat(): Promise<FileStats>;
  /** Cuts the file off at `size` bytes, or fills it up with zeros to it. */
  truncate(size: number): Promise<void>;
  /** Works on a handle of either kind, save for `size`, which needs one for writing. */
  setAttributes(attributes: FileAttributes): Promise<void>;
  /** Fulfils once what was written is on the disk and not only on its way there. */
  sync(): Promise<void>;
  /** Waits for the calls that are under way. Does nothing the second time. */
  close(): Promise<void>;
}

/** Whether opening with these options can change a file. */
export function opensForWriting(options: OpenOptions): boolean {
  return options.write === true || options.append === true;
}

/** @throws TypeError for options that contradict each other. */
export function checkOpenOptions(options: OpenOptions): void {
  if (options.truncate === true && !opensForWriting(options)) throw new TypeError("truncate needs write or append");
  if (options.exclusive === true && options.create !== true) throw new TypeError("exclusive needs create");
  const mode = options.mode;
  if (mode !== undefined && !(Number.isInteger(mode) && mode >= 0 && mode <= 0o7777)) {
    throw new RangeError(`mode is ${String(mode)}, not an integer from 0 to 0o7777`);
  }
}
