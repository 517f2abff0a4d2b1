import type { Name } from "../wire/name.js";
import type { RRSet } from "../zone/rrset.js";
import type { Delegation } from "./delegation.js";

/** Why a name has nothing to give: kept and given to clients together (RFC 2308). */
export interface Denial {
  /** The zone's SOA; absent where the server left it out. */
  readonly soa: RRSet | undefined;
  /** NSEC and NSEC3, with their signatures. */
  readonly proofs: readonly RRSet[];
  /** Seconds that it may be kept; 0 where it mustn't. */
  readonly ttl: number;
}

/** What all of them have but a referral. */
interface Finding {
  readonly chain: readonly RRSet[];
  readonly name: Name;
  readonly hasAuthority: boolean;
}

/**
 * What a server of a zone says to a question, everything taken out that it has no say in:
 *
 * - `records`: the last set of `chain` is the answer; those before are the aliases that lead to it.
 * - `alias`: `chain` leads to `name`, which is to be asked for next.
 * - `nodata`, `nxdomain`: `name`, to which `chain` leads, has nothing of the type, or doesn't exist.
 * - `too-long`: a DNAME makes too long a name of it (RFC 6672 §2.2: YXDOMAIN).
 * - `referral`: others have that part of the zone.
 */
export type ZoneResponse =
  | (Finding & {
      readonly kind: "records" | "alias" | "too-long";
      /** NSEC and NSEC3: that there is nothing nearer, for what was made of a wildcard (RFC 4035 §3.1.3.3). */
      readonly proofs: readonly RRSet[];
    })
  | (Finding & { readonly kind: "nodata" | "nxdomain"; readonly denial: Denial })
  | { readonly kind: "referral"; readonly delegation: Delegation; readonly signers: RRSet | undefined };

/** One that ends the search in a zone. */
export type ZoneFinding = Exclude<ZoneResponse, { readonly kind: "referral" }>;
