/** As many changes as are kept for a watcher that is busy with something else. */
export const maxWaitingChanges = 2048;

/** What happened and hasn't been looked at yet. What comes when it is full is dropped. */
export class ChangeQueue<T> {
  readonly #waiting: T[] = [];
  #wake: (() => void) | undefined;
  #open = true;
  #error: Error | undefined;

  push(change: T): void {
    if (this.#waiting.length < maxWaitingChanges) this.#waiting.push(change);
    this.#wake?.();
  }

  /** What happened first; undefined once it is closed. Rejects with the error that it was closed with. */
  async take(): Promise<T | undefined> {
    while (this.#open) {
      const change = this.#waiting.shift();
      if (change !== undefined) return change;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    if (this.#error !== undefined) throw this.#error;
    return undefined;
  }

  /** Ends it, and drops what is waiting. The first time counts. */
  close(error?: Error): void {
    if (!this.#open) return;
    this.#open = false;
    this.#error = error;
    this.#wake?.();
  }
}
