/** A cookie as it is stored (RFC 6265bis §5.7). */
export interface Cookie {
  readonly name: string;
  readonly value: string;
  /** The host that set it, or the domain that it is for; in lower case, without a leading dot. */
  readonly domain: string;
  /** Whether it is for `domain` alone, not for the hosts below it. */
  readonly hostOnly: boolean;
  readonly path: string;
  /** Whether it goes to https only. */
  readonly secure: boolean;
  readonly httpOnly: boolean;
  readonly sameSite: "strict" | "lax" | "none" | "default";
  /** Milliseconds since 1970; `undefined` for a cookie of the session, which is as long as the jar. */
  readonly expiresAt: number | undefined;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}
