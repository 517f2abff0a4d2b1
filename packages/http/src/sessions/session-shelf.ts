import type { StoredSession } from "./session-store.js";

/** What a session costs besides its data: key, entry and the map's share of both. */
const ENTRY_BYTES = 256;

/** Sessions in the order in which they were put in, the oldest first, and the memory that they take. */
export class SessionShelf {
  readonly #sessions = new Map<string, StoredSession>();
  #bytes = 0;

  get size(): number {
    return this.#sessions.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get(key: string): StoredSession | undefined {
    return this.#sessions.get(key);
  }

  put(key: string, session: StoredSession): void {
    this.delete(key);
    this.#sessions.set(key, session);
    this.#bytes += bytesOf(session);
  }

  delete(key: string): void {
    const session = this.#sessions.get(key);
    if (session === undefined) return;
    this.#sessions.delete(key);
    this.#bytes -= bytesOf(session);
  }

  deleteOldest(): void {
    const [oldest] = this.#sessions.keys();
    if (oldest !== undefined) this.delete(oldest);
  }

  /** Removes the oldest where they have expired, `most` at the most. */
  sweep(nowMs: number, most: number): void {
    let swept = 0;
    for (const [key, { expiresAtMs }] of this.#sessions) {
      if (swept++ === most || expiresAtMs > nowMs) return;
      this.delete(key);
    }
  }
}

function bytesOf({ json }: StoredSession): number {
  return ENTRY_BYTES + 2 * json.length;
}
