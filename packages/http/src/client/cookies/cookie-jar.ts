import { reactor, type ReactorTime } from "@twist/core";
import type { Cookie } from "./cookie.js";
import { defaultPath, domainMatches, isAddress, pathMatches } from "./cookie-match.js";
import { parseSetCookie, type SetCookie } from "./parse-set-cookie.js";

/** What a `CookieJar` takes. */
export interface CookieJarOptions {
  /** Cookies for one domain; over it the one that was used least lately goes. @default 50 */
  readonly maxCookiesPerDomain?: number;
  /** Cookies altogether. @default 3000 */
  readonly maxCookies?: number;
  /**
   * Whether everybody may register below `domain` (`com`, `co.uk`), so that no cookie is for all of it. Give a function over the Public Suffix List where you
   * talk to servers that you don't trust. @default a domain of a single label is one
   */
  readonly isPublicSuffix?: (domain: string) => boolean;
  /** Tells the time. @default reactor */
  readonly clock?: Pick<ReactorTime, "wallTime">;
}

/** RFC 6265bis §5.5: nothing lives longer. */
const MAX_AGE_MS = 400 * 24 * 3600 * 1000;
/** What of a Cookie field is sent at most; the cookies with the longest paths go first. */
const MAX_COOKIE_FIELD_BYTES = 8000;

/** A cookie with the time of its last use. */
interface Stored {
  readonly cookie: Cookie;
  usedAt: number;
  /** Tells apart what happened in the same millisecond. */
  readonly order: number;
}

/**
 * Cookies, kept by the rules of RFC 6265bis: for a host alone or for a domain with all below it, never for a public suffix; `Secure` ones neither sent
 * nor set nor replaced without TLS; the prefixes `__Secure-` and `__Host-` kept to; everything limited. There is no site that navigates here, so
 * SameSite is stored and without effect.
 */
export class CookieJar {
  readonly #cookies = new Map<string, Stored>();
  readonly #maxPerDomain: number;
  readonly #max: number;
  readonly #isPublicSuffix: (domain: string) => boolean;
  readonly #clock: Pick<ReactorTime, "wallTime">;
  #order = 0;

  constructor(options: CookieJarOptions = {}) {
    this.#maxPerDomain = options.maxCookiesPerDomain ?? 50;
    this.#max = options.maxCookies ?? 3000;
    this.#isPublicSuffix = options.isPublicSuffix ?? ((domain) => !domain.includes("."));
    this.#clock = options.clock ?? reactor;
  }

  /** How many cookies it has, expired ones included. */
  get size(): number {
    return this.#cookies.size;
  }

  /** The value of Cookie for a request to `url`; `undefined` where there is nothing to send. */
  cookieField(url: URL): string | undefined {
    let field = "";
    for (const { name, value } of this.cookiesFor(url)) {
      const pair = name === "" ? value : `${name}=${value}`;
      if (field.length + pair.length + 2 > MAX_COOKIE_FIELD_BYTES) continue;
      field += field === "" ? pair : `; ${pair}`;
    }
    return field === "" ? undefined : field;
  }

  /** The cookies that a request to `url` is to have, those with longer paths first, then the older ones (RFC 6265bis §5.8.3). */
  cookiesFor(url: URL): Cookie[] {
    const now = this.#clock.wallTime();
    const found: Stored[] = [];
    for (const [key, stored] of this.#cookies) {
      const { cookie } = stored;
      if (isExpired(cookie, now)) {
        this.#cookies.delete(key);
        continue;
      }
      const hostFits = cookie.hostOnly ? url.hostname === cookie.domain : domainMatches(url.hostname, cookie.domain);
      if (!hostFits || !pathMatches(url.pathname, cookie.path) || (cookie.secure && url.protocol !== "https:"))
        continue;
      stored.usedAt = now;
      found.push(stored);
    }
    found.sort((a, b) => b.cookie.path.length - a.cookie.path.length || a.order - b.order);
    return found.map(({ cookie }) => cookie);
  }

  /** Stores what the Set-Cookie `field` of an answer from `url` says. @returns whether it was taken. */
  setCookie(field: string, url: URL): boolean {
    const set = parseSetCookie(field);
    const cookie = set === undefined ? undefined : this.#accept(set, url);
    if (cookie === undefined) return false;
    this.put(cookie);
    return true;
  }

  /** Stores a cookie, for example one that was saved; in place of one of the same name, domain and path. Drops it where it has expired. */
  put(cookie: Cookie): void {
    const now = this.#clock.wallTime();
    const key = keyOf(cookie);
    const old = this.#cookies.get(key);
    this.#cookies.delete(key);
    if (isExpired(cookie, now)) return;
    const kept = old === undefined ? cookie : { ...cookie, createdAt: old.cookie.createdAt };
    this.#cookies.set(key, { cookie: kept, usedAt: now, order: old?.order ?? this.#order++ });
    this.#makeRoom(cookie.domain, now);
  }

  /** Forgets everything. */
  clear(): void {
    this.#cookies.clear();
  }

  /** All cookies that haven't expired, to be saved. */
  *[Symbol.iterator](): IterableIterator<Cookie> {
    const now = this.#clock.wallTime();
    for (const { cookie } of this.#cookies.values()) if (!isExpired(cookie, now)) yield cookie;
  }

  /** RFC 6265bis §5.7: whether `set` may be stored for an answer from `url`, and as what. */
  #accept(set: SetCookie, url: URL): Cookie | undefined {
    const { hostname, protocol, pathname } = url;
    const isSecure = protocol === "https:";
    const scope = this.#scope(set.domain, hostname);
    if (scope === undefined || (set.secure && !isSecure)) return undefined;
    const path = set.path ?? defaultPath(pathname);
    if (!prefixHolds(set, scope.hostOnly, path)) return undefined;
    const now = this.#clock.wallTime();
    const expiresAt = set.maxAge === undefined ? set.expires : now + set.maxAge * 1000;
    const cookie: Cookie = {
      name: set.name,
      value: set.value,
      domain: scope.domain,
      hostOnly: scope.hostOnly,
      path,
      secure: set.secure,
      httpOnly: set.httpOnly,
      sameSite: set.sameSite,
      expiresAt: expiresAt === undefined ? undefined : Math.min(expiresAt, now + MAX_AGE_MS),
      createdAt: now,
    };
    return !isSecure && this.#hidesSecure(cookie) ? undefined : cookie;
  }

  #scope(domain: string, host: string): { domain: string; hostOnly: boolean } | undefined {
    if (domain === "") return { domain: host, hostOnly: true };
    // A public suffix that is itself a host may set cookies for itself alone.
    if (isAddress(host) || this.#isPublicSuffix(domain)) {
      return domain === host ? { domain: host, hostOnly: true } : undefined;
    }
    return domainMatches(host, domain) ? { domain, hostOnly: false } : undefined;
  }

  /** "Leave secure cookies alone": who can't read a cookie mustn't replace or shadow it either. */
  #hidesSecure(cookie: Cookie): boolean {
    for (const { cookie: other } of this.#cookies.values()) {
      if (!other.secure || other.name !== cookie.name) continue;
      const related = domainMatches(cookie.domain, other.domain) || domainMatches(other.domain, cookie.domain);
      if (related && pathMatches(cookie.path, other.path)) return true;
    }
    return false;
  }

  #makeRoom(domain: string, now: number): void {
    const ofDomain = [...this.#cookies.values()].filter(({ cookie }) => cookie.domain === domain);
    if (ofDomain.length > this.#maxPerDomain) this.#dropOne(ofDomain, now);
    if (this.#cookies.size > this.#max) this.#dropOne([...this.#cookies.values()], now);
  }

  /** Drops an expired cookie, otherwise the one that was used least lately. */
  #dropOne(candidates: readonly Stored[], now: number): void {
    let victim: Stored | undefined;
    for (const stored of candidates) {
      if (victim === undefined || isExpired(stored.cookie, now)) victim = stored;
      else if (stored.usedAt < victim.usedAt && !isExpired(victim.cookie, now)) victim = stored;
    }
    if (victim !== undefined) this.#cookies.delete(keyOf(victim.cookie));
  }
}

function isExpired({ expiresAt }: Cookie, now: number): boolean {
  return expiresAt !== undefined && expiresAt <= now;
}

/** A space is in no domain and `;` in no path, so that no two cookies share a key. */
function keyOf({ name, domain, path, hostOnly }: Cookie): string {
  return `${domain} ${hostOnly ? "=" : "."}${path};${name}`;
}

/** RFC 6265bis §4.1.3; compared without regard to case, as is name-less `__Host-…=x` that a server would read as one. */
function prefixHolds({ name, value, secure, path: givenPath }: SetCookie, hostOnly: boolean, path: string): boolean {
  const seen = (name === "" ? value : name).toLowerCase();
  const prefixed = seen.startsWith("__secure-") || seen.startsWith("__host-");
  if (prefixed && name === "") return false;
  if (seen.startsWith("__secure-")) return secure;
  if (seen.startsWith("__host-")) return secure && hostOnly && givenPath !== undefined && path === "/";
  return true;
}
