import { isToken } from "../wire/octets.js";
import type { HTTPRequest } from "../server/http-request.js";
import type { HTTPResponse } from "../server/http-response.js";
import { MemorySessionStore } from "./memory-session-store.js";
import { SessionCookie, keyOfSessionId, makeSessionId } from "./session-cookie.js";
import { SessionError } from "./session-error.js";
import type { SessionStore } from "./session-store.js";
import { Session, type SessionKeeper } from "./session.js";

/** How sessions are kept. */
export interface SessionsOptions {
  /** @default a new MemorySessionStore */
  readonly store?: SessionStore;
  /** A session that isn't used for so long ends. @default 1800000 */
  readonly idleTimeoutMs?: number;
  /** A session ends after so long, however much it is used. @default 43200000 */
  readonly maxAgeMs?: number;
  /** The largest data of one session, as JSON, in UTF-16 units. @default 16384 */
  readonly maxSessionLength?: number;
  /** The cookie's name; over TLS `__Host-` stands before it. @default "session" */
  readonly cookieName?: string;
  /** Whether the cookie comes along when other sites make requests: never, or when the user follows a link. @default "lax" */
  readonly sameSite?: "strict" | "lax";
  /** Whether the browser keeps the cookie when it is closed, until `maxAgeMs`. @default false */
  readonly persistent?: boolean;
  /** Whether the client's connection is secure. Behind a proxy that ends TLS, ask `TrustedProxies`. @default whether ours is */
  readonly isSecure?: (request: HTTPRequest) => boolean;
}

const DEFAULT_IDLE_TIMEOUT_MS = 30 * 60 * 1000;
const DEFAULT_MAX_AGE_MS = 12 * 60 * 60 * 1000;
const DEFAULT_MAX_SESSION_LENGTH = 16 * 1024;
/** A use is noted once in this part of the idle time-out: a store isn't written to for each request. */
const TOUCHES_PER_IDLE_TIMEOUT = 30;

/**
 * Sessions: what a server remembers of its visitors from one request to the next, by a random id in a cookie. `Data` is what JSON can hold.
 *
 *     interface Visit { readonly user: string }
 *     const sessions = new Sessions<Visit>();
 *     router.post("/login", async (request, response) => {
 *       const session = await sessions.open(request, response);
 *       await session.regenerate({ user: await checkPassword(request) });
 *       response.send(204);
 *     });
 *
 * An id that isn't in the store is never taken up: ids are made here. The cookie is out of the reach of scripts (HttpOnly), of other sites' requests (SameSite),
 * and, over TLS, of plain connections and subdomains (`__Host-`).
 */
export class Sessions<Data> implements SessionKeeper<Data> {
  readonly #store: SessionStore;
  readonly #cookie: SessionCookie;
  readonly #idleTimeoutMs: number;
  readonly #maxAgeMs: number;
  readonly #maxSessionLength: number;
  readonly #opened = new WeakMap<HTTPRequest, Promise<Session<Data>>>();

  /** @throws {RangeError} where a time or a limit isn't over 0. @throws {TypeError} where the cookie's name isn't a token. */
  constructor(options: SessionsOptions = {}) {
    const { idleTimeoutMs = DEFAULT_IDLE_TIMEOUT_MS, maxAgeMs = DEFAULT_MAX_AGE_MS } = options;
    const { maxSessionLength = DEFAULT_MAX_SESSION_LENGTH, cookieName: name = "session" } = options;
    if (!(idleTimeoutMs > 0 && maxAgeMs > 0 && maxSessionLength > 0))
      throw new RangeError("idleTimeoutMs, maxAgeMs and maxSessionLength must be over 0");
    if (!isToken(name)) throw new TypeError("the name of a cookie must be a token");
    this.#store = options.store ?? new MemorySessionStore();
    this.#idleTimeoutMs = idleTimeoutMs;
    this.#maxAgeMs = maxAgeMs;
    this.#maxSessionLength = maxSessionLength;
    this.#cookie = new SessionCookie({
      name,
      sameSite: options.sameSite ?? "lax",
      maxAgeMs: options.persistent === true ? maxAgeMs : undefined,
      isSecure: options.isSecure ?? (({ secure }) => secure !== undefined),
    });
  }

  /** The session of the visitor who sent `request`, the same for each call; one without data where there is none. Fails as the store does. */
  open(request: HTTPRequest, response: HTTPResponse): Promise<Session<Data>> {
    let opened = this.#opened.get(request);
    if (opened === undefined) this.#opened.set(request, (opened = this.#open(request, response)));
    return opened;
  }

  /** For a session. @internal */
  async save(session: Session<Data>, data: Data, renew: boolean): Promise<void> {
    const { response, place: old } = session;
    const json = this.#toJSON(data);
    const nowMs = now(response.request);
    if (old !== undefined && !renew) {
      const saved = await this.#store.update(old.key, json, {
        usedAtMs: nowMs,
        expiresAtMs: this.#expiry(old.createdAtMs, nowMs),
      });
      if (!saved) throw new SessionError("this session was ended by another request", "SESSION_GONE");
      return;
    }
    if (response.headSent) throw new TypeError("a session is begun or given a new id before the head is sent");
    if (old !== undefined) await this.#store.delete(old.key);
    const id = makeSessionId();
    const key = keyOfSessionId(id);
    await this.#store.add(key, { json, createdAtMs: nowMs, usedAtMs: nowMs, expiresAtMs: this.#expiry(nowMs, nowMs) });
    session.place = { key, createdAtMs: nowMs };
    this.#cookie.set(response, id);
  }

  /** For a session. @internal */
  async destroy(session: Session<Data>): Promise<void> {
    const { response, place } = session;
    session.place = undefined;
    if (!response.headSent && (place !== undefined || this.#cookie.isIn(response.request)))
      this.#cookie.clear(response);
    if (place !== undefined) await this.#store.delete(place.key);
  }

  async #open(request: HTTPRequest, response: HTTPResponse): Promise<Session<Data>> {
    const id = this.#cookie.read(request);
    const key = id === undefined ? undefined : keyOfSessionId(id);
    const stored = key === undefined ? undefined : await this.#store.load(key);
    const nowMs = now(request);
    if (key === undefined || stored === undefined) return new Session<Data>(this, response);
    if (nowMs >= stored.expiresAtMs) {
      await this.#store.delete(key);
      return new Session<Data>(this, response);
    }
    const { createdAtMs, usedAtMs } = stored;
    const isFirstUse = usedAtMs === createdAtMs;
    if (isFirstUse || nowMs - usedAtMs >= this.#idleTimeoutMs / TOUCHES_PER_IDLE_TIMEOUT)
      await this.#store.touch(key, { usedAtMs: nowMs, expiresAtMs: this.#expiry(createdAtMs, nowMs) });
    // What is in the store was saved as `Data`.
    return new Session<Data>(this, response, { key, createdAtMs }, JSON.parse(stored.json) as Data);
  }

  #expiry(createdAtMs: number, usedAtMs: number): number {
    return Math.min(createdAtMs + this.#maxAgeMs, usedAtMs + this.#idleTimeoutMs);
  }

  #toJSON(data: Data): string {
    const json = JSON.stringify(data) as string | undefined;
    if (json === undefined) throw new TypeError("the data of a session must be what JSON can hold");
    if (json.length > this.#maxSessionLength)
      throw new SessionError("the data of this session is over the limit", "SESSION_TOO_LARGE");
    return json;
  }
}

function now(request: HTTPRequest): number {
  return request.transport.clock.wallTime();
}
