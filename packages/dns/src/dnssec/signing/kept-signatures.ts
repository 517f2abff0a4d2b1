import type { RRSIGData } from "../../records/rrsig.js";
import type { ResourceRecord } from "../../wire/resource-record.js";
import type { RRSet } from "../../zone/rrset.js";
import { compareSerials } from "../../zone/serial.js";
import type { Zone } from "../../zone/zone.js";
import type { ZoneNode } from "../../zone/zone-node.js";
import { signatureTime } from "../signature-time.js";

/**
 * The signatures of a zone's last version that its next one can take over: most of a large zone stays as it is from one version to the
 * next, and making a signature takes far longer than finding one.
 */
export class KeptSignatures {
  readonly #previous: Zone | undefined;
  readonly #limit: number;

  /** @param keepUntilMs Signatures that end sooner, in milliseconds since 1970, aren't taken over. */
  constructor(previous: Zone | undefined, keepUntilMs: number) {
    this.#previous = previous;
    this.#limit = signatureTime(keepUntilMs);
  }

  /** What signed the same records in the last version; empty where they weren't there, or their signatures end soon. */
  find(records: readonly ResourceRecord[]): readonly ResourceRecord<RRSIGData>[] {
    const [first] = records;
    if (first === undefined) return [];
    const set = this.#setOf(first);
    if (set === undefined || !hasSameRecords(set, records)) return [];
    return set.signatures.filter(
      ({ data }) => data.originalTTL === first.ttl && compareSerials(data.signatureExpiration, this.#limit) >= 0,
    );
  }

  #setOf({ name, type }: ResourceRecord): RRSet | undefined {
    const zone = this.#previous;
    if (zone === undefined) return undefined;
    const inNode = (node: ZoneNode | undefined): RRSet | undefined => node?.get(type);
    return inNode(zone.node(name)) ?? inNode(zone.hashedNode(name));
  }
}

function hasSameRecords(set: RRSet, records: readonly ResourceRecord[]): boolean {
  if (set.records.length !== records.length) return false;
  const [one] = set.records;
  const [other] = records;
  if (set.records.length === 1 && one !== undefined && other !== undefined) return one === other || one.equals(other);
  const before = new Set(set.records.map((record) => record.encodeRData(true).toString("latin1")));
  return records.every((record) => before.has(record.encodeRData(true).toString("latin1")));
}
