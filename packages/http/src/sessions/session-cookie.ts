import { createHash, randomBytes } from "node:crypto";
import { cookiesOf } from "../cookies/parse-cookies.js";
import type { CookieOptions } from "../cookies/serialize-cookie.js";
import { clearCookie, setCookie } from "../cookies/set-cookie.js";
import type { HTTPRequest } from "../server/http-request.js";
import type { HTTPResponse } from "../server/http-response.js";

/** 256 bits: nobody guesses one, however many there are. */
const ID_BYTES = 32;
/** As base64url, without padding. */
const ID_LENGTH = 43;

/** How the cookie is set. */
export interface SessionCookieOptions {
  readonly name: string;
  readonly sameSite: "strict" | "lax" | "none";
  /** How long browsers keep it; `undefined`: until they are closed. */
  readonly maxAgeMs: number | undefined;
  readonly isSecure: (request: HTTPRequest) => boolean;
}

/** The cookie that names a session. Over TLS its name has the prefix `__Host-`: no other host, no subdomain and no plain connection can set or read it. */
export class SessionCookie {
  readonly #options: SessionCookieOptions;

  constructor(options: SessionCookieOptions) {
    this.#options = options;
  }

  /** The id that `request` came with; `undefined` where it has none, or what can't be one of ours. */
  read(request: HTTPRequest): string | undefined {
    const id = cookiesOf(request).get(this.#name(request));
    return id !== undefined && isSessionId(id) ? id : undefined;
  }

  /** Whether `request` came with the cookie at all. */
  isIn(request: HTTPRequest): boolean {
    return cookiesOf(request).has(this.#name(request));
  }

  set(response: HTTPResponse, id: string): void {
    const { maxAgeMs } = this.#options;
    this.#forget(response);
    const age = maxAgeMs === undefined ? {} : { maxAgeMs };
    setCookie(response, this.#name(response.request), id, { ...this.#attributes(response.request), ...age });
    forbidStoring(response);
  }

  clear(response: HTTPResponse): void {
    this.#forget(response);
    clearCookie(response, this.#name(response.request), this.#attributes(response.request));
    forbidStoring(response);
  }

  /** Takes back what was set before: one answer sets one session. */
  #forget({ headers, request }: HTTPResponse): void {
    const ours = `${this.#name(request)}=`;
    const others = headers.getAll("set-cookie").filter((field) => !field.startsWith(ours));
    headers.delete("Set-Cookie");
    for (const field of others) headers.append("Set-Cookie", field);
  }

  #name(request: HTTPRequest): string {
    return this.#options.isSecure(request) ? `__Host-${this.#options.name}` : this.#options.name;
  }

  #attributes(request: HTTPRequest): CookieOptions {
    return { secure: this.#options.isSecure(request), sameSite: this.#options.sameSite };
  }
}

/** A cache that kept the answer would hand the session to the next who asks. */
function forbidStoring({ headers }: HTTPResponse): void {
  headers.set("Cache-Control", "no-store");
}

export function makeSessionId(): string {
  return randomBytes(ID_BYTES).toString("base64url");
}

/** What a store knows a session by: it can't be turned back into the id, and how long a look-up takes tells nothing of ids. */
export function keyOfSessionId(id: string): string {
  return createHash("sha256").update(id).digest("base64url");
}

function isSessionId(text: string): boolean {
  return text.length === ID_LENGTH && /^[\w-]+$/.test(text);
}
