import { SessionShelf } from "./session-shelf.js";
import type { SessionStore, SessionUse, StoredSession } from "./session-store.js";

/** How much is kept. */
export interface MemorySessionStoreOptions {
  /** @default 100000 */
  readonly maxSessions?: number;
  /** All sessions together, counted as the memory that they take. @default 67108864 */
  readonly maxBytes?: number;
}

const DEFAULT_MAX_SESSIONS = 100_000;
const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;

/** How many that have expired are removed for each one that is added, of those used and of those not: more than come, so they don't pile up. */
const SWEPT_PER_ADD = 2;
/** New sessions are only pressed out by used ones beyond this part of the room. */
const FRESH_SHARE = 1 / 8;

/**
 * Sessions in this process's memory, up to a number and a size. Where there is no room, what was used least lately goes, and first of all sessions whose id nobody
 * has come back with: a flood of clients that take a session each and forget it doesn't log out those who use theirs.
 */
export class MemorySessionStore implements SessionStore {
  readonly #maxSessions: number;
  readonly #maxBytes: number;
  /** Sessions that have not been used since they were made, and those that have. */
  readonly #fresh = new SessionShelf();
  readonly #used = new SessionShelf();

  /** @throws {RangeError} where a limit isn't at least 1. */
  constructor(options: MemorySessionStoreOptions = {}) {
    const { maxSessions = DEFAULT_MAX_SESSIONS, maxBytes = DEFAULT_MAX_BYTES } = options;
    if (!(maxSessions >= 1 && maxBytes >= 1)) throw new RangeError("maxSessions and maxBytes must be at least 1");
    this.#maxSessions = maxSessions;
    this.#maxBytes = maxBytes;
  }

  /** How many sessions are kept, those included that have expired and not been removed yet. */
  get size(): number {
    return this.#fresh.size + this.#used.size;
  }

  /** How many bytes they take. */
  get bytes(): number {
    return this.#fresh.bytes + this.#used.bytes;
  }

  load(key: string): StoredSession | undefined {
    return this.#used.get(key) ?? this.#fresh.get(key);
  }

  add(key: string, session: StoredSession): void {
    for (const shelf of [this.#fresh, this.#used]) shelf.sweep(session.usedAtMs, SWEPT_PER_ADD);
    this.#fresh.put(key, session);
    this.#makeRoom();
  }

  update(key: string, json: string, use: SessionUse): boolean {
    const present = this.load(key);
    if (present === undefined) return false;
    this.#fresh.delete(key);
    this.#used.put(key, { createdAtMs: present.createdAtMs, json, ...use });
    this.#makeRoom();
    return true;
  }

  touch(key: string, use: SessionUse): void {
    const present = this.load(key);
    if (present !== undefined) this.update(key, present.json, use);
  }

  delete(key: string): void {
    this.#fresh.delete(key);
    this.#used.delete(key);
  }

  #makeRoom(): void {
    while (this.size > this.#maxSessions || this.bytes > this.#maxBytes) {
      const sparesFresh =
        this.#used.size > 0 &&
        this.#fresh.size <= Math.max(1, this.#maxSessions * FRESH_SHARE) &&
        this.#fresh.bytes <= this.#maxBytes * FRESH_SHARE;
      (sparesFresh ? this.#used : this.#fresh).deleteOldest();
    }
  }
}
