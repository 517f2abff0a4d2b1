import type { FileChange } from "../abilities.js";

/** As many as Node keeps for a watch on the disk. */
const maxWaiting = 2048;

/** The changes that a watcher hasn't taken yet. What comes when it is full is dropped. */
export class ChangeQueue {
  #waiting: FileChange[] = [];
  #wake: (() => void) | undefined;

  push(change: FileChange): void {
    if (this.#waiting.length < maxWaiting) this.#waiting.push(change);
    this.#wake?.();
  }

  /** All that waits; when nothing does, what comes next. Rejects with the signal's reason. */
  async take(signal: AbortSignal | undefined): Promise<readonly FileChange[]> {
    while (this.#waiting.length === 0) {
      signal?.throwIfAborted();
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          signal?.removeEventListener("abort", wake);
          this.#wake = undefined;
          resolve();
        };
        this.#wake = wake;
        signal?.addEventListener("abort", wake);
      });
    }
    const taken = this.#waiting;
    this.#waiting = [];
    return taken;
  }
}
