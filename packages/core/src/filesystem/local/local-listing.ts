import { promises } from "node:fs";
import type { FileStats } from "../file-stats.js";
import type { DirectoryEntry } from "../file-system.js";
import type { DirectoryPin } from "./directory-pin.js";
import { fileType, toFileStats } from "./local-stats.js";
import { LocalEntry } from "./local-entry.js";
import { toFileSystemError } from "./system-error.js";

// Each refill is a trip to the thread pool; Node's own default of 32 makes eight times as many.
const entriesAtOnce = 256;

/** A listing of one pinned directory: it holds the pin for as long as it goes on. */
export class LocalListing {
  readonly #pin: DirectoryPin;
  readonly #path: string;
  readonly #lstat: (path: string) => Promise<FileStats>;
  #over = false;

  /** Takes over `pin`. `lstat` is asked for an entry when the listing is over. */
  constructor(pin: DirectoryPin, path: string, lstat: (path: string) => Promise<FileStats>) {
    this.#pin = pin;
    this.#path = path;
    this.#lstat = lstat;
  }

  async *entries(signal: AbortSignal | undefined): AsyncGenerator<DirectoryEntry, void> {
    try {
      const directory = await promises.opendir(this.#pin.self, { bufferSize: entriesAtOnce });
      try {
        await this.#pin.check();
        for (;;) {
          signal?.throwIfAborted();
          const entry = await directory.read();
          if (entry === null) return;
          yield new LocalEntry(entry.name, fileType(entry), this);
        }
      } finally {
        await directory.close();
      }
    } finally {
      this.#over = true;
      this.#pin.release();
    }
  }

  /** What the entry `name` is, through the pin while there is one. */
  async stat(name: string): Promise<FileStats> {
    const path = this.#path === "/" ? `/${name}` : `${this.#path}/${name}`;
    if (this.#over) return this.#lstat(path);
    // The listing may end while this is under way, and the number of a closed descriptor would be another's.
    this.#pin.retain();
    try {
      const stats = toFileStats(await promises.lstat(this.#pin.child(name)));
      await this.#pin.check();
      return stats;
    } catch (error) {
      throw toFileSystemError(error, path);
    } finally {
      this.#pin.release();
    }
  }
}
