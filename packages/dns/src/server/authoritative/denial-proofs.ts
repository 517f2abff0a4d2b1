import type { Name } from "../../wire/name.js";
import type { RRSet } from "../../zone/rrset.js";
import type { ZoneLookup } from "../../zone/zone-lookup.js";

/** What a signed zone proves with that something isn't there (RFC 4035 §3.1.3, RFC 5155 §7.2). Sets may come twice. */
export interface DenialProofs {
  /** That `name` doesn't exist, and no wildcard stands in for it. */
  forNoName(name: Name, found: ZoneLookup): RRSet[];
  /** That `name`, or the wildcard that stands in for it, has nothing of the type. */
  forNoData(name: Name, found: ZoneLookup): RRSet[];
  /** That `name` itself doesn't exist, so that the wildcard may stand in for it. */
  forWildcard(name: Name, found: ZoneLookup): RRSet[];
  /** That the delegation at `found.node` has no DS records. */
  forInsecureDelegation(found: ZoneLookup): RRSet[];
}
