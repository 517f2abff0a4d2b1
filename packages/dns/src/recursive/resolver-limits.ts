import { resolveLimits } from "@twist/core/wire";

/** What a resolver allows. Times are milliseconds, sizes bytes, TTLs seconds; `Infinity` switches one off. */
export interface ResolverLimits {
  /** Messages that are sent for one question of a client, all that it leads to included (CVE-2020-12662, CVE-2022-3204, CAMP). @default 200 */
  readonly maxQueries: number;
  /** Messages that are sent to find one name and type, without those that find the addresses of servers. @default 50 */
  readonly maxQueriesPerName: number;
  /** How long one question of a client may take. @default 10_000 */
  readonly timeoutMs: number;
  /** Questions of clients that are being resolved at a time; those beyond fail. @default 1_000 */
  readonly maxResolutions: number;
  /** Questions that wait for the servers of one zone at a time, as BIND's `fetches-per-zone`; those beyond fail. @default 500 */
  readonly maxFetchesPerZone: number;
  /** Aliases that follow each other. @default 11 */
  readonly maxAliases: number;
  /** Referrals on the way to one name. @default 30 */
  readonly maxReferrals: number;
  /** How deep finding the address of a server may lead to finding the address of a server. @default 5 */
  readonly maxDepth: number;
  /** Name servers of a delegation that are looked at. @default 13 */
  readonly maxNameServers: number;
  /** Addresses of a name server that are looked at. @default 6 */
  readonly maxAddressesPerServer: number;
  /** Name servers of a delegation whose addresses are asked for where it comes without (NXNSAttack, CVE-2020-12662). @default 5 */
  readonly maxAddressLookups: number;
  /** The same for one question of a client, all that it leads to included: each costs work, also where it costs no message. @default 64 */
  readonly maxAddressLookupsInAll: number;
  /** Times that servers of a zone are asked the same, all together. @default 12 */
  readonly maxTries: number;
  /** Records of one name and type (CVE-2024-1737). @default 100 */
  readonly maxRecordsPerSet: number;
  /** Bytes of the cache of records. @default 33_554_432 */
  readonly maxCacheBytes: number;
  /** Bytes of the cache of delegations. @default 8_388_608 */
  readonly maxDelegationBytes: number;
  /** Servers whose behaviour is remembered. @default 10_000 */
  readonly maxServers: number;
  /** Longer TTLs are taken for this. @default 86_400 */
  readonly maxTTL: number;
  /** The same for "no such name" and "nothing of this type" (RFC 2308 §5). @default 3_600 */
  readonly maxNegativeTTL: number;
}

export const DEFAULT_RESOLVER_LIMITS: ResolverLimits = Object.freeze({
  maxQueries: 200,
  maxQueriesPerName: 50,
  timeoutMs: 10_000,
  maxResolutions: 1_000,
  maxFetchesPerZone: 500,
  maxAliases: 11,
  maxReferrals: 30,
  maxDepth: 5,
  maxNameServers: 13,
  maxAddressesPerServer: 6,
  maxAddressLookups: 5,
  maxAddressLookupsInAll: 64,
  maxTries: 12,
  maxRecordsPerSet: 100,
  maxCacheBytes: 33_554_432,
  maxDelegationBytes: 8_388_608,
  maxServers: 10_000,
  maxTTL: 86_400,
  maxNegativeTTL: 3_600,
});

/** All limits, with `overrides`. @throws {RangeError} @throws {TypeError} */
export function resolverLimits(overrides?: Partial<ResolverLimits>): ResolverLimits {
  return resolveLimits<keyof ResolverLimits>(overrides, { ...DEFAULT_RESOLVER_LIMITS });
}
