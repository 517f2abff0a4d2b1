import { DeferredSemaphore } from "@twist/core";

/** Lets a few work at a time, in all and for each key. */
export class RouteLimits {
  readonly #all: DeferredSemaphore;
  readonly #perKey: number;
  readonly #keys = new Map<string, { readonly semaphore: DeferredSemaphore; users: number }>();

  constructor(all: number, perKey: number) {
    this.#all = new DeferredSemaphore(all);
    this.#perKey = perKey;
  }

  /** Waits for its turn, and works. */
  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    let entry = this.#keys.get(key);
    if (entry === undefined) {
      entry = { semaphore: new DeferredSemaphore(this.#perKey), users: 0 };
      this.#keys.set(key, entry);
    }
    const { semaphore } = entry;
    entry.users += 1;
    try {
      // A turn of one's own kind first: who waits for a slow domain holds up no other.
      return await semaphore.run(() => this.#all.run(work));
    } finally {
      entry.users -= 1;
      if (entry.users === 0) this.#keys.delete(key);
    }
  }
}
