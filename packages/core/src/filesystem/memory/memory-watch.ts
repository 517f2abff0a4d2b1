import type { DirectoryWatch, FileChange } from "../abilities.js";
import type { ChangeSink, MemoryDirectory } from "./memory-node.js";

/** As many as Node keeps for a watch on the disk. */
const maxWaiting = 2048;

/** Somebody who watches a directory in memory. */
export class MemoryWatch implements DirectoryWatch, ChangeSink {
  readonly #watchers: Set<ChangeSink>;
  readonly #signal: AbortSignal | undefined;
  readonly #waiting: FileChange[] = [];
  #wake: (() => void) | undefined;
  #open = true;

  constructor(directory: MemoryDirectory, signal: AbortSignal | undefined) {
    this.#watchers = directory.watchers ??= new Set();
    this.#watchers.add(this);
    this.#signal = signal;
    signal?.addEventListener("abort", this.#onAbort);
  }

  push(change: FileChange): void {
    if (this.#waiting.length < maxWaiting) this.#waiting.push(change);
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<FileChange, void> {
    try {
      while (this.#open) {
        const change = this.#waiting.shift();
        if (change !== undefined) yield change;
        else await new Promise<void>((resolve) => (this.#wake = resolve));
      }
      this.#signal?.throwIfAborted();
    } finally {
      await this.close();
    }
  }

  close(): Promise<void> {
    this.#open = false;
    this.#watchers.delete(this);
    this.#signal?.removeEventListener("abort", this.#onAbort);
    this.#wake?.();
    return Promise.resolve();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  readonly #onAbort = (): void => {
    void this.close();
  };
}
