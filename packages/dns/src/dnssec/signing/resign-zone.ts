import type { RRSIGData } from "../../records/rrsig.js";
import { SOA } from "../../records/soa.js";
import { ZONEMD } from "../../records/zonemd.js";
import { ResourceRecord } from "../../wire/resource-record.js";
import type { RRSet } from "../../zone/rrset.js";
import { compareSerials, nextSerial } from "../../zone/serial.js";
import type { Zone } from "../../zone/zone.js";
import type { ZoneChanges } from "../../zone/zone-changes.js";
import { signatureTime } from "../signature-time.js";
import type { SigningKey } from "./signing-key.js";
import { SigningTimes, type SigningTimesOptions } from "./signing-times.js";
import { defaultRenewBeforeMs, withZoneDigest } from "./sign-zone.js";
import { ZoneSigner } from "./zone-signer.js";

/** How `resignZone` signs. */
export interface ResignZoneOptions extends SigningTimesOptions {
  /** Signatures that end sooner than this are made anew. @default 432_000_000, five days */
  readonly renewBeforeMs?: number;
  /** RRsets that are signed in one call, so that a large zone doesn't hold the event loop: call it again for the rest. @default 100 */
  readonly maxSets?: number;
}

/**
 * The next version of a signed zone, with new signatures in the place of those that end soon, and the next serial. It makes no proofs: after
 * a change of names or types, sign the zone.
 *
 * @returns the change, to be applied with `Zone.with` and kept in a journal; `undefined` where no signature ends soon.
 */
export function resignZone(
  zone: Zone,
  keys: readonly SigningKey[],
  options: ResignZoneOptions,
): ZoneChanges | undefined {
  const { nowMs, renewBeforeMs = defaultRenewBeforeMs, maxSets = 100 } = options;
  const tags = new Set(keys.map((key) => key.keyTag));
  const limit = signatureTime(nowMs + renewBeforeMs);
  const isDue = ({ data }: ResourceRecord<RRSIGData>): boolean =>
    tags.has(data.keyTag) && !(compareSerials(data.signatureExpiration, limit) >= 0);
  const due = dueSets(zone, isDue, maxSets);
  if (due.length === 0) return undefined;
  const signer = new ZoneSigner({ zone: zone.origin, keys, times: new SigningTimes(options) });
  const removed: ResourceRecord[] = [];
  const added: ResourceRecord[] = [];
  for (const set of due) {
    if (set.type === SOA.code || set.type === ZONEMD.code) continue;
    removed.push(...set.signatures.filter(({ data }) => tags.has(data.keyTag)));
    added.push(...signer.sign(set.records));
  }
  const { soa } = zone;
  const next = new ResourceRecord({
    name: soa.name,
    type: SOA,
    class: soa.class,
    ttl: soa.ttl,
    data: { ...soa.data, serial: nextSerial(soa.data.serial) },
  });
  removed.push(soa, ...(zone.apex.get(SOA)?.signatures ?? []));
  added.push(next, ...signer.sign([next]));
  return withNewDigest(zone, { removed, added }, signer);
}

/** The digest of a zone that has one is that of its new version. */
function withNewDigest(zone: Zone, changes: ZoneChanges, signer: ZoneSigner): ZoneChanges {
  const before = zone.apex.get(ZONEMD);
  if (before === undefined) return changes;
  const after = withZoneDigest(zone.with(changes), signer).apex.get(ZONEMD);
  return {
    removed: [...changes.removed, ...before.records, ...before.signatures],
    added: [...changes.added, ...(after?.records ?? []), ...(after?.signatures ?? [])],
  };
}

/** At most `most` sets of which a signature is due. */
function dueSets(zone: Zone, isDue: (signature: ResourceRecord<RRSIGData>) => boolean, most: number): RRSet[] {
  const due: RRSet[] = [];
  for (const nodes of [zone.nodes, zone.hashedNodes]) {
    for (const node of nodes) {
      for (const set of node.sets) {
        if (due.length === most) return due;
        if (set.signatures.some(isDue)) due.push(set);
      }
    }
  }
  return due;
}
