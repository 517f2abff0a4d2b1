/** The digest of a whole zone (RFC 8976): who has a copy of it, however that came, can tell that nothing is changed or missing. */

import { createHash } from "node:crypto";
import { RRSIG } from "../../records/rrsig.js";
import { ZONEMD, type ZONEMDData } from "../../records/zonemd.js";
import { RDataWriter } from "../../wire/rdata-writer.js";
import { ResourceRecord } from "../../wire/resource-record.js";
import type { Zone } from "../../zone/zone.js";
import type { ZoneNode } from "../../zone/zone-node.js";

/** The SIMPLE scheme, the only one there is (RFC 8976 §2.2.2). */
const simpleScheme = 1;
const sha384 = 1;
const sha384Bytes = 48;

/** The data of a ZONEMD record that says nothing yet; it keeps the place, and the signature of the type, until the digest is known. */
export function emptyZoneDigest(zone: Zone): ZONEMDData {
  return { serial: zone.serial, scheme: simpleScheme, hashAlgorithm: sha384, digest: Buffer.alloc(sha384Bytes) };
}

/** The ZONEMD record of a zone, its digest SHA-384. What the zone has of that type at its top, and its signatures, don't count. */
export function makeZoneDigest(zone: Zone): ResourceRecord<ZONEMDData> {
  const hash = createHash("sha384");
  const plain = zone.nodes;
  const hashed = zone.hashedNodes;
  for (let i = 0, j = 0; i < plain.length || j < hashed.length;) {
    const [a, b] = [plain[i], hashed[j]];
    if (a !== undefined && (b === undefined || a.name.compare(b.name) < 0)) {
      i += 1;
      for (const record of digestedRecords(a, a === zone.apex)) hash.update(record);
    } else if (b !== undefined) {
      j += 1;
      for (const record of digestedRecords(b, false)) hash.update(record);
    }
  }
  const data = { ...emptyZoneDigest(zone), digest: hash.digest() };
  return new ResourceRecord({ name: zone.origin, type: ZONEMD, class: zone.class, ttl: zone.soa.ttl, data });
}

/** The records of a name in canonical form, sorted by type and data (RFC 8976 §3.3.1). */
function digestedRecords(node: ZoneNode, isApex: boolean): Buffer[] {
  const counted = [...node.records()].filter(
    (record) => !isApex || !(record.is(ZONEMD) || (record.is(RRSIG) && record.data.typeCovered === ZONEMD.code)),
  );
  const forms = counted.map((record) => ({ type: record.type, rdata: Buffer.from(record.encodeRData(true)), record }));
  forms.sort((a, b) => a.type - b.type || a.rdata.compare(b.rdata));
  return forms.map(({ record, rdata }) => canonicalRecord(record, rdata));
}

function canonicalRecord({ name, type, class: recordClass, ttl }: ResourceRecord, rdata: Buffer): Buffer {
  const writer = new RDataWriter({ maxBytes: Infinity, canonical: true });
  writer.uncompressedName(name);
  writer.uint16(type);
  writer.uint16(recordClass);
  writer.uint32(ttl);
  writer.uint16(rdata.length);
  writer.bytes(rdata);
  return writer.written;
}
