import { readFile, stat } from "node:fs/promises";
import type { ReactorTime } from "@twist/core";
import { MailError } from "../errors/mail-error.js";

/** How a file is kept. */
export interface CheckedFileOptions<T> {
  readonly clock: ReactorTime;
  /** Makes the value of the file's text. Called once for each content. */
  readonly parse: (text: string) => T;
  /** How long a look at the file holds good, in milliseconds. @default 1000 */
  readonly checkMs?: number;
  /** A larger file is refused. @default 16 MiB */
  readonly maxBytes?: number;
}

/**
 * A file that is read again once it has changed. Whether it has is looked at once a second at the most, so that a burst of recipients asks the file system once.
 * A file that can't be read any more is no empty file: everything that depends on it fails until it can.
 */
export class CheckedFile<T> {
  readonly path: string;
  readonly #options: CheckedFileOptions<T>;
  #current: { readonly version: string; readonly value: T } | undefined;
  #checkedAt = -Infinity;
  #reading: Promise<T> | undefined;

  constructor(path: string, options: CheckedFileOptions<T>) {
    this.path = path;
    this.#options = options;
  }

  /** The value, at once where it was looked at lately. Fails with `ADDRESSES_UNAVAILABLE`. */
  read(): T | Promise<T> {
    const { clock, checkMs = 1000 } = this.#options;
    if (this.#current !== undefined && clock.now() - this.#checkedAt < checkMs) return this.#current.value;
    this.#reading ??= this.#refresh().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #refresh(): Promise<T> {
    const { clock, parse, maxBytes = 16 * 1024 * 1024 } = this.#options;
    try {
      const { dev, ino, size, mtimeNs, ctimeNs } = await stat(this.path, { bigint: true });
      const version = [dev, ino, size, mtimeNs, ctimeNs].join(" ");
      if (this.#current?.version !== version) {
        if (size > maxBytes) throw new RangeError(`it is over ${String(maxBytes)} bytes`);
        this.#current = { version, value: parse(await readFile(this.path, "utf8")) };
      }
      this.#checkedAt = clock.now();
      return this.#current.value;
    } catch (error) {
      this.#current = undefined;
      throw new MailError("ADDRESSES_UNAVAILABLE", `${this.path} can't be read`, error);
    }
  }
}
