import { resolveLimits } from "@twist/core/wire";

/** What a DNS server allows. Times are milliseconds, sizes bytes; `Infinity` switches one off. */
export interface DNSServerLimits {
  /** Bytes of a UDP response, also where a client takes more: what passes unfragmented (RFC 9715). @default 1_232 */
  readonly maxUDPResponseBytes: number;
  /** Queries by UDP that wait for their answer at a time; those beyond are dropped. @default 1_000 */
  readonly maxPendingQueries: number;
  /** Queries of one connection that wait for their answer; no more is read until one has it (RFC 7766 §6.2.1.1). @default 100 */
  readonly maxQueriesPerConnection: number;
  /** From connecting to the first whole query. @default 10_000 */
  readonly firstQueryTimeoutMs: number;
  /** Between queries, and for the peer to take what it was sent (RFC 7766 §6.2.3). @default 30_000 */
  readonly idleTimeoutMs: number;
  /** @default 1_000 */
  readonly maxConnections: number;
  /** @default 20 */
  readonly maxConnectionsPerAddress: number;
}

export const DEFAULT_DNS_SERVER_LIMITS: DNSServerLimits = Object.freeze({
  maxUDPResponseBytes: 1_232,
  maxPendingQueries: 1_000,
  maxQueriesPerConnection: 100,
  firstQueryTimeoutMs: 10_000,
  idleTimeoutMs: 30_000,
  maxConnections: 1_000,
  maxConnectionsPerAddress: 20,
});

/** All limits, with `overrides`. @throws {RangeError} @throws {TypeError} */
export function dnsServerLimits(overrides?: Partial<DNSServerLimits>): DNSServerLimits {
  return resolveLimits<keyof DNSServerLimits>(overrides, { ...DEFAULT_DNS_SERVER_LIMITS });
}
