/**
 * The one vocabulary of limits. Every server and client of Twist that has such a limit gives it this name, and has it
 * on by default. A package adds its own limits beside these (`maxHeaderBytes`, `maxRecipients`, …) in an interface
 * that extends or picks from this one. Each value is a positive integer, or `Infinity` for "no limit".
 */
export interface Limits {
  /** Milliseconds for a handshake (TLS, SSH, PROXY protocol) before the connection is aborted. @default 10_000 */
  readonly handshakeTimeoutMs: number;
  /** Milliseconds from connecting to being logged in, where the protocol has a login. @default 60_000 */
  readonly authTimeoutMs: number;
  /** Milliseconds without a byte from the peer before the connection is closed. @default 300_000 */
  readonly idleTimeoutMs: number;
  /** Connections that one server holds at a time. @default 10_000 */
  readonly maxConnections: number;
  /** Connections that one server holds at a time from one address. @default 100 */
  readonly maxConnectionsPerAddress: number;
  /** Connections that one server holds at a time that have not logged in yet. @default 1_000 */
  readonly maxUnauthenticated: number;
  /** Failed logins on one connection before it is closed. @default 5 */
  readonly maxAuthAttempts: number;
  /** Bytes of one line, without its line ending. @default 16_384 */
  readonly maxLineBytes: number;
  /** Bytes received from one peer that wait to be looked at. @default 1_048_576 */
  readonly maxBufferedBytes: number;
}

/** What holds where nobody says otherwise. */
export const defaultLimits: Limits = Object.freeze({
  handshakeTimeoutMs: 10_000,
  authTimeoutMs: 60_000,
  idleTimeoutMs: 300_000,
  maxConnections: 10_000,
  maxConnectionsPerAddress: 100,
  maxUnauthenticated: 1_000,
  maxAuthAttempts: 5,
  maxLineBytes: 16_384,
  maxBufferedBytes: 1_048_576,
});

/** Throws a `RangeError` that names the limit, unless `value` is a positive integer or `Infinity`. */
export function assertLimit(name: string, value: number): void {
  if (value === Infinity || (Number.isSafeInteger(value) && value > 0)) return;
  throw new RangeError(`${name} must be a positive integer or Infinity, not ${String(value)}`);
}

/**
 * All limits, each from `overrides` where it is given there and from `defaults` where not (or where it is `undefined`).
 * The result is frozen. `defaults` says which limits there are, so a package passes its own set, wider or narrower.
 * Throws a `RangeError` for a value that is no limit and a `TypeError` for a name that `defaults` doesn't have,
 * since a limit with a typing error in its name would be silently off.
 */
export function resolveLimits(overrides?: { readonly [Name in keyof Limits]?: number | undefined }): Limits;
export function resolveLimits<Names extends string>(
  overrides: Readonly<Partial<Record<Names, number | undefined>>> | undefined,
  defaults: Readonly<Record<Names, number>>,
): Readonly<Record<Names, number>>;
export function resolveLimits(overrides: object = {}, defaults: object = defaultLimits): object {
  const resolved: Record<string, number> = { ...defaults };
  for (const [name, value] of Object.entries(overrides as Record<string, number | undefined>)) {
    if (!Object.hasOwn(defaults, name)) throw new TypeError(`there is no limit named ${name}`);
    if (value === undefined) continue;
    assertLimit(name, value);
    resolved[name] = value;
  }
  return Object.freeze(resolved);
}
