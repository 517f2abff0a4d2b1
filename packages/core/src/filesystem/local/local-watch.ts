import { promises, watch, type FSWatcher } from "node:fs";
import type { DirectoryWatch, FileChange } from "../abilities.js";
import { ChangeQueue } from "../change-queue.js";
import type { DirectoryPin } from "./directory-pin.js";
import { statIfThere } from "./local-rename.js";
import { toFileSystemError } from "./system-error.js";

/**
 * A watch on a pinned directory. The system says where something is different and not what; that is looked up.
 * (`fs.promises.watch` would be less code, and loses what happens while its consumer is busy.)
 */
export class LocalWatch implements DirectoryWatch {
  readonly #pin: DirectoryPin;
  readonly #path: string;
  readonly #signal: AbortSignal | undefined;
  readonly #watcher: FSWatcher;
  readonly #names = new ChangeQueue<string>();
  readonly #known = new Set<string>();
  #open = true;

  private constructor(pin: DirectoryPin, path: string, signal: AbortSignal | undefined) {
    this.#pin = pin;
    this.#path = path;
    this.#signal = signal;
    this.#watcher = watch(pin.self, { persistent: false }, (_, name) => {
      if (name !== null) this.#names.push(name);
    });
    this.#watcher.on("error", (error) => {
      this.#end(error);
    });
    signal?.addEventListener("abort", this.#onAbort);
  }

  /** Takes over `pin`. Fulfils when no change from now on is missed. */
  static async begin(pin: DirectoryPin, path: string, signal: AbortSignal | undefined): Promise<LocalWatch> {
    let begun: LocalWatch | undefined;
    try {
      begun = new LocalWatch(pin, path, signal);
      await pin.check();
      // After the watch has begun, so that no name falls between the two.
      for (const name of await promises.readdir(pin.self)) begun.#known.add(name);
      return begun;
    } catch (error) {
      if (begun === undefined) pin.release();
      else await begun.close();
      throw error;
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<FileChange, void> {
    try {
      for (;;) {
        const name = await this.#names.take();
        if (name === undefined) break;
        const change = await this.#changeTo(name);
        if (change !== undefined) yield change;
      }
      this.#signal?.throwIfAborted();
    } catch (error) {
      throw toFileSystemError(error, this.#path);
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

  async #changeTo(name: string): Promise<FileChange | undefined> {
    if (!this.#open) return undefined;
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

  #end(error?: Error): void {
    if (!this.#open) return;
    this.#open = false;
    this.#watcher.close();
    this.#signal?.removeEventListener("abort", this.#onAbort);
    this.#names.close(error);
    this.#pin.release();
  }

  readonly #onAbort = (): void => {
    this.#end();
  };
}
