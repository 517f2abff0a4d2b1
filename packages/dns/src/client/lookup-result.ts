import type { Name } from "../wire/name.js";
import type { ResourceRecord } from "../wire/resource-record.js";

/** What a look-up has found: at least one record. */
export interface LookupResult<Data extends object> {
  /** The name that was looked up, whole: with what the search list put behind it. */
  readonly name: Name;
  /** The name whose records they are: another one where `name` is an alias. */
  readonly canonicalName: Name;
  /** In the server's order, each with the TTL that is left. */
  readonly records: readonly ResourceRecord<Data>[];
  /** Seconds that all of it may be kept: the lowest TTL, those of aliases included. */
  readonly ttl: number;
  /** Whether a resolver that we trust has found the answer to be DNSSEC-secure (AD). */
  readonly authenticated: boolean;
}
