import { type FileHandle, open } from "node:fs/promises";
import { AuthenticationUnavailable } from "./authentication-unavailable.js";

/** How to read a `WatchedFile`. */
export interface WatchedFileOptions<T> {
  /** Makes the value of the file's text. Called once for each content. */
  readonly parse: (text: string) => T;
  /** A file of more bytes is refused. */
  readonly maxBytes: number;
}

/**
 * A file whose content is kept and read again once it has changed. Whether it has is asked of the file system at each
 * `read`; reads that come while one is under way share its answer, so a burst of logins costs one question.
 *
 * A file that can't be read lets nobody in, also not from memory: taking the file away must take the users away.
 */
export class WatchedFile<T> {
  readonly path: string;
  readonly #options: WatchedFileOptions<T>;
  #current: { readonly version: string; readonly value: T } | undefined;
  #reading: Promise<T> | undefined;

  constructor(path: string, options: WatchedFileOptions<T>) {
    this.path = path;
    this.#options = options;
  }

  /** The value of the file as it is now. Rejects with `AuthenticationUnavailable` where it can't be read. */
  read(): Promise<T> {
    this.#reading ??= this.#refresh().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #refresh(): Promise<T> {
    try {
      const file = await open(this.path, "r");
      try {
        return await this.#load(file);
      } finally {
        await file.close();
      }
    } catch (error) {
      if (error instanceof AuthenticationUnavailable) throw error;
      throw new AuthenticationUnavailable(`${this.path} can't be read.`, { cause: error });
    }
  }

  /** Asks the open file, not the name, so that the version and the content are of the same file. */
  async #load(file: FileHandle): Promise<T> {
    const { dev, ino, size, mtimeNs, ctimeNs } = await file.stat({ bigint: true });
    const version = [dev, ino, size, mtimeNs, ctimeNs].join(" ");
    if (this.#current?.version === version) return this.#current.value;
    if (size > this.#options.maxBytes) {
      throw new AuthenticationUnavailable(`${this.path} is larger than ${String(this.#options.maxBytes)} bytes.`);
    }
    const value = this.#options.parse(await file.readFile("utf8"));
    this.#current = { version, value };
    return value;
  }
}
