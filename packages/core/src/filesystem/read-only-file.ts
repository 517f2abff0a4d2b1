import type { FileHandle } from "./file-handle.js";
import type { FileStats } from "./file-stats.js";
import { FileSystemError } from "./file-system-error.js";

/** An open file that can only be read. */
export class ReadOnlyFile implements FileHandle {
  readonly path: string;
  readonly #file: FileHandle;

  constructor(file: FileHandle) {
    this.path = file.path;
    this.#file = file;
  }

  read(buffer: Uint8Array, position: number): Promise<number> {
    return this.#file.read(buffer, position);
  }

  stat(): Promise<FileStats> {
    return this.#file.stat();
  }

  write(): Promise<void> {
    return this.#refuse();
  }

  truncate(): Promise<void> {
    return this.#refuse();
  }

  setAttributes(): Promise<void> {
    return this.#refuse();
  }

  sync(): Promise<void> {
    return this.#file.sync();
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#file.close();
  }

  #refuse(): Promise<never> {
    return Promise.reject(new FileSystemError("read-only", this.path));
  }
}
