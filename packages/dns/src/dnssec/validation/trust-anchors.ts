import { DNSKEY } from "../../records/dnskey.js";
import { DS, type DSData } from "../../records/ds.js";
import { Name } from "../../wire/name.js";
import type { ResourceRecord } from "../../wire/resource-record.js";
import { makeDS } from "../delegation-digest.js";

/** What is known of a zone without asking anybody. */
export interface TrustAnchor {
  readonly zone: Name;
  /** Digests of the zone's keys; none where it isn't to be validated (RFC 7646). */
  readonly digests: readonly DSData[];
}

/** The zones that chains of trust begin at, and those that they end before. */
export class TrustAnchors {
  readonly #anchors = new Map<string, TrustAnchor>();

  /**
   * @param records DS records, or DNSKEY records, of zones.
   * @param negative Names whose zones aren't validated, nor those below: negative trust anchors (RFC 7646).
   * @throws {TypeError} for a record of another type.
   */
  constructor(records: Iterable<ResourceRecord>, negative: Iterable<Name | string> = []) {
    for (const record of records) {
      const { name: zone } = record;
      const digests = [...(this.#anchors.get(zone.key)?.digests ?? []), digestOf(record)];
      this.#anchors.set(zone.key, { zone, digests });
    }
    for (const name of negative) {
      const zone = Name.from(name);
      this.#anchors.set(zone.key, { zone, digests: [] });
    }
  }

  /** The anchor of the nearest zone at or above `name`. */
  closest(name: Name): TrustAnchor | undefined {
    for (let zone = name; ; zone = zone.parent) {
      const anchor = this.#anchors.get(zone.key);
      if (anchor !== undefined || zone.isRoot) return anchor;
    }
  }
}

function digestOf(record: ResourceRecord): DSData {
  if (record.is(DS)) return record.data;
  if (record.is(DNSKEY)) return makeDS(record.name, record.data);
  throw new TypeError(`a trust anchor is a DS or DNSKEY record, not ${record.recordType.mnemonic}`);
}
