import type { DirectoryWatch, FileChange } from "../abilities.js";
import { ChangeQueue } from "../change-queue.js";
import type { ChangeSink, MemoryDirectory } from "./memory-node.js";

/** Somebody who watches a directory in memory. */
export class MemoryWatch implements DirectoryWatch, ChangeSink {
  readonly #watchers: Set<ChangeSink>;
  readonly #signal: AbortSignal | undefined;
  readonly #changes = new ChangeQueue<FileChange>();

  constructor(directory: MemoryDirectory, signal: AbortSignal | undefined) {
    this.#watchers = directory.watchers ??= new Set();
    this.#watchers.add(this);
    this.#signal = signal;
    signal?.addEventListener("abort", this.#end);
  }

  push(change: FileChange): void {
    this.#changes.push(change);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<FileChange, void> {
    try {
      for (;;) {
        const change = await this.#changes.take();
        if (change === undefined) break;
        yield change;
      }
      this.#signal?.throwIfAborted();
    } finally {
      await this.close();
    }
  }

  close(): Promise<void> {
    this.#end();
    return Promise.resolve();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  readonly #end = (): void => {
    this.#watchers.delete(this);
    this.#signal?.removeEventListener("abort", this.#end);
    this.#changes.close();
  };
}
