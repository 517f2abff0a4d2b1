import { DNSKEY } from "../records/dnskey.js";
import { SOA } from "../records/soa.js";
import { diffZones, diffZonesAt, type ZoneDifference } from "../transfer/zone-difference.js";
import { ResourceRecord } from "../wire/resource-record.js";
import { compareSerials, nextSerial } from "../zone/serial.js";
import type { Zone } from "../zone/zone.js";
import type { UpdateLimits } from "./update-limits.js";
import type { ZoneDraft } from "./zone-draft.js";

/** A zone's next version, and what tells it from the one before. */
export interface ZoneStep {
  readonly zone: Zone;
  readonly difference: ZoneDifference;
}

/** Whether a zone is signed: who changes it has to sign it again. */
export function isSigned(zone: Zone): boolean {
  return zone.apex.has(DNSKEY.code) && (zone.apex.get(SOA)?.signatures.length ?? 0) > 0;
}

/** The next version that a draft makes, its serial higher (RFC 2136 §3.6); `undefined` where nothing has changed. Throws a `ZoneError`. */
export function stepOf(
  draft: ZoneDraft,
  sign: ((zone: Zone, previous: Zone) => Zone) | undefined,
): ZoneStep | undefined {
  const before = draft.zone;
  const { removed, added } = draft.changes();
  if (removed.length + added.length === 0) return undefined;
  const soa = added.find((record) => record.is(SOA)) ?? before.soa;
  const hasNewSerial = soa.is(SOA) && compareSerials(soa.data.serial, before.serial) > 0;
  const zone = before.with({ removed, added: hasNewSerial ? added : [...added, nextSOA(before)] });
  if (sign === undefined) {
    const names = Array.from(draft.touched(), ({ name }) => name);
    return { zone, difference: diffZonesAt(before, zone, names) };
  }
  const signed = sign(zone, before);
  return { zone: signed, difference: diffZones(before, signed) };
}

function nextSOA({ soa }: Zone): ResourceRecord {
  const { name, class: recordClass, ttl, data } = soa;
  return new ResourceRecord({
    name,
    type: SOA,
    class: recordClass,
    ttl,
    data: { ...data, serial: nextSerial(data.serial) },
  });
}

/** Whether no name that was touched has grown over a limit. One that was over it before may stay so, and shrink. */
export function isWithinLimits(draft: ZoneDraft, { maxRecordsPerSet, maxTypesPerName }: UpdateLimits): boolean {
  for (const { before, after } of draft.touched()) {
    if (after.length <= before.length) continue;
    const counts = new Map<number, number>();
    for (const { type } of after) counts.set(type, (counts.get(type) ?? 0) + 1);
    if (counts.size > maxTypesPerName) return false;
    for (const count of counts.values()) if (count > maxRecordsPerSet) return false;
  }
  return true;
}
