import type { PrivateAddressOptions } from "./private-addresses.js";
import type { CacheLimits } from "../cache/cache-limits.js";
import type { UpstreamServer } from "../exchange/make-upstream.js";
import type { Upstream } from "../exchange/upstream.js";
import type { Name } from "../wire/name.js";
import type { Hosts } from "./hosts.js";

/** What a `StubResolver` is made of. */
export interface StubResolverOptions {
  /** Who is asked, in this order: literal addresses, servers with their transport, or upstreams of your own, such as an `HTTPSUpstream`. */
  readonly servers: readonly (string | UpstreamServer | Upstream)[];
  /** Whether each query begins with another server. @default false */
  readonly rotate?: boolean | undefined;
  /** How often the servers that don't answer are asked. @default 2 */
  readonly attempts?: number | undefined;
  /** How long one server is waited for at a time. @default 5_000 */
  readonly attemptTimeoutMs?: number | undefined;
  /** Queries that wait for a server at a time, each with a port of its own; look-ups beyond wait for their turn. @default 500 */
  readonly maxConcurrentQueries?: number | undefined;
  /** Domains that are put behind short names. @default none */
  readonly search?: readonly (Name | string)[] | undefined;
  /** A name with at least so many dots is tried as it is before `search`. @default 1 */
  readonly ndots?: number | undefined;
  /** Names that no server is asked for. @default none */
  readonly hosts?: Hosts | undefined;
  /**
   * Domains that the servers are asked for even where their names are special elsewhere: `local` in a network that has such a zone. Those of
   * `search` need not be repeated. @default none
   */
  readonly ordinaryDomains?: readonly (Name | string)[] | undefined;
  /** Whether the servers' word on DNSSEC is believed, and the way to them is safe (AD). @default false */
  readonly trustAD?: boolean | undefined;
  /** Takes private addresses out of answers, against DNS rebinding; `true` for all names. @default false */
  readonly denyPrivateAddresses?: boolean | PrivateAddressOptions | undefined;
  /** Changes to the cache's limits; `false` for no cache: then only equal questions at one time are asked once. @default DEFAULT_CACHE_LIMITS */
  readonly cache?: Partial<CacheLimits> | false | undefined;
  /** For how long an answer is given after its time is over, while no server answers (RFC 8767). @default 0 */
  readonly keepStaleMs?: number | undefined;
  /** Whether what is asked for often is fetched anew before its time is over. @default true */
  readonly prefetch?: boolean | undefined;
}

/** What a single look-up takes. */
export interface LookupOptions {
  /** For all of it: every name of the search list, every server, every attempt. @default 15_000 */
  readonly timeoutMs?: number | undefined;
  /** Gives up when it aborts; the Deferred then fails with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** The class. @default RecordClass.IN */
  readonly class?: number | undefined;
  /** Whether DNSSEC's own records are wanted too (DO). @default false */
  readonly dnssecOk?: boolean | undefined;
  /** Whether the server is to leave out DNSSEC validation, for who does it himself or wants to see what is wrong (CD). @default false */
  readonly checkingDisabled?: boolean | undefined;
}
