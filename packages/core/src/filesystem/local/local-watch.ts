import { promises } from "node:fs";
import type { FileChangeInfo } from "node:fs/promises";
import type { DirectoryWatch, FileChange } from "../abilities.js";
import type { DirectoryPin } from "./directory-pin.js";
import { statIfThere } from "./local-rename.js";
import { toFileSystemError } from "./system-error.js";

/** A watch on a pinned directory. The system says where something is different and not what; that is looked up. */
export class LocalWatch implements DirectoryWatch {
  readonly #pin: DirectoryPin;
  readonly #path: string;
  readonly #signal: AbortSignal | undefined;
  readonly #events: AsyncIterator<FileChangeInfo<string>>;
  readonly #known: Set<string>;
  // One of our own: to close has to end the system's watch as well.
  readonly #stop = new AbortController();
  #next: Promise<IteratorResult<FileChangeInfo<string>>>;

  private constructor(pin: DirectoryPin, path: string, signal: AbortSignal | undefined) {
    this.#pin = pin;
    this.#path = path;
    this.#signal = signal;
    this.#known = new Set();
    const signals = signal === undefined ? this.#stop.signal : AbortSignal.any([signal, this.#stop.signal]);
    this.#events = promises.watch(pin.self, { signal: signals, persistent: false })[Symbol.asyncIterator]();
    // The system's watch begins with the first call of next.
    this.#next = this.#step();
  }

  /** Takes over `pin`. Fulfils when no change from now on is missed. */
  static async begin(pin: DirectoryPin, path: string, signal: AbortSignal | undefined): Promise<LocalWatch> {
    const watch = new LocalWatch(pin, path, signal);
    try {
      await pin.check();
      // After the watch has begun, so that no name falls between the two.
      for (const name of await promises.readdir(pin.self)) watch.#known.add(name);
      return watch;
    } catch (error) {
      await watch.close();
      throw error;
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<FileChange, void> {
    try {
      for (;;) {
        const { done, value } = await this.#next;
        if (done === true) return;
        this.#next = this.#step();
        const change = value.filename === null ? undefined : await this.#changeTo(value.filename);
        if (change !== undefined) yield change;
      }
    } catch (error) {
      this.#signal?.throwIfAborted();
      if (this.#stop.signal.aborted) return;
      throw toFileSystemError(error, this.#path);
    } finally {
      await this.close();
    }
  }

  close(): Promise<void> {
    if (!this.#stop.signal.aborted) {
      this.#stop.abort();
      this.#pin.release();
    }
    return Promise.resolve();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #changeTo(name: string): Promise<FileChange | undefined> {
    if (this.#stop.signal.aborted) return undefined;
    const knew = this.#known.has(name);
    this.#pin.retain();
    try {
      if ((await statIfThere(this.#pin.child(name))) === undefined) {
        this.#known.delete(name);
        return knew ? { kind: "removed", name } : undefined;
      }
    } finally {
      this.#pin.release();
    }
    this.#known.add(name);
    return { kind: knew ? "changed" : "created", name };
  }

  #step(): Promise<IteratorResult<FileChangeInfo<string>>> {
    const next = this.#events.next();
    next.catch(ignore);
    return next;
  }
}

function ignore(): void {
  // Whoever awaits it gets the error; when the watch is closed, nobody does.
}
