import type { Quota } from "./quota.js";

/** What a user may store and what they have stored already. */
export interface QuotaCounterOptions {
  /** @default Infinity */
  readonly maxBytes?: number;
  /** @default Infinity */
  readonly maxFiles?: number;
  /** @default 0 */
  readonly usedBytes?: number;
  /** @default 0 */
  readonly usedFiles?: number;
}

/** A `Quota` that counts in memory. Begin with what `measureUsage` says of files that are there already. */
export class QuotaCounter implements Quota {
  readonly maxBytes: number;
  readonly maxFiles: number;
  #usedBytes: number;
  #usedFiles: number;

  constructor(options: QuotaCounterOptions = {}) {
    const { maxBytes = Infinity, maxFiles = Infinity, usedBytes = 0, usedFiles = 0 } = options;
    for (const [name, value] of Object.entries({ maxBytes, maxFiles, usedBytes, usedFiles })) {
      if (!(value >= 0)) throw new RangeError(`${name} is ${String(value)}, not a number from 0 on`);
    }
    this.maxBytes = maxBytes;
    this.maxFiles = maxFiles;
    this.#usedBytes = usedBytes;
    this.#usedFiles = usedFiles;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  get usedFiles(): number {
    return this.#usedFiles;
  }

  reserve(bytes: number, files: number): boolean {
    // What asks for nothing is never refused, so that a user over the limit can still overwrite and remove.
    if (bytes > 0 && this.#usedBytes + bytes > this.maxBytes) return false;
    if (files > 0 && this.#usedFiles + files > this.maxFiles) return false;
    this.#usedBytes += bytes;
    this.#usedFiles += files;
    return true;
  }

  release(bytes: number, files: number): void {
    this.#usedBytes = Math.max(0, this.#usedBytes - bytes);
    this.#usedFiles = Math.max(0, this.#usedFiles - files);
  }
}
