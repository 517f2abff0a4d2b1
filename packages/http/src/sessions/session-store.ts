/** When a session was used, and until when it lasts. In milliseconds since 1970. */
export interface SessionUse {
  readonly usedAtMs: number;
  readonly expiresAtMs: number;
}

/** A session as a store keeps it. */
export interface StoredSession extends SessionUse {
  /** The data, as JSON. */
  readonly json: string;
  /** When it was made. In milliseconds since 1970. */
  readonly createdAtMs: number;
}

/**
 * Where sessions are kept: in memory, or, of your making, in a file or a database. Its keys are hashes of the ids that clients have, so that whoever reads the
 * store can't take a session over. A session that has expired may be given all the same, or be removed: `Sessions` looks at `expiresAtMs`.
 */
export interface SessionStore {
  /** The session under `key`; `undefined` where there is none. */
  load(key: string): StoredSession | undefined | PromiseLike<StoredSession | undefined>;
  /** Adds one, under a key that is new. */
  add(key: string, session: StoredSession): unknown;
  /** Changes the data of one. @returns false where there is none any more: it must not come back, or a logout could be undone. */
  update(key: string, json: string, use: SessionUse): boolean | PromiseLike<boolean>;
  /** Notes that one was used, and leaves its data as it is; nothing where there is none. */
  touch(key: string, use: SessionUse): unknown;
  /** Removes one; nothing where there is none. */
  delete(key: string): unknown;
}
