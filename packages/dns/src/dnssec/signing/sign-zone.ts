import { CDNSKEY } from "../../records/cdnskey.js";
import { CDS } from "../../records/cds.js";
import { DNSKEY } from "../../records/dnskey.js";
import { NSEC } from "../../records/nsec.js";
import { NSEC3 } from "../../records/nsec3.js";
import { NSEC3PARAM } from "../../records/nsec3param.js";
import { RRSIG } from "../../records/rrsig.js";
import { SOA } from "../../records/soa.js";
import { ZONEMD } from "../../records/zonemd.js";
import { ResourceRecord } from "../../wire/resource-record.js";
import { Zone } from "../../zone/zone.js";
import { authoritativeNodes, isSigned } from "./zone-authority.js";
import { KeptSignatures } from "./kept-signatures.js";
import { makeNSECChain } from "./nsec-chain.js";
import { makeNSEC3Chain, type NSEC3Options } from "./nsec3-chain.js";
import type { SigningKey } from "./signing-key.js";
import { SigningTimes, type SigningTimesOptions } from "./signing-times.js";
import { emptyZoneDigest, makeZoneDigest } from "./zone-digest.js";
import { ZoneSigner } from "./zone-signer.js";

/** How `signZone` signs. */
export interface SignZoneOptions extends SigningTimesOptions {
  /** How the zone proves that something isn't there. @default "nsec" */
  readonly denial?: "nsec" | { readonly nsec3: NSEC3Options };
  /** Seconds that keys may be cached. @default 3600 */
  readonly dnskeyTTL?: number;
  /** The serial that the signed zone gets: secondaries fetch it only when it is higher. @default that of the zone */
  readonly serial?: number;
  /** A signed version of the zone, whose signatures are taken over where their records are the same. @default none: all are made anew */
  readonly previous?: Zone | undefined;
  /** Signatures of `previous` that end sooner than this are made anew. @default 432_000_000, five days */
  readonly renewBeforeMs?: number;
  /** Publishes CDS and CDNSKEY records, by which the parent can follow the keys (RFC 7344). @default false */
  readonly publishCDS?: boolean;
  /** Publishes a digest of the whole zone (ZONEMD, RFC 8976). @default false */
  readonly zoneDigest?: boolean;
}

const defaultKeyTTL = 3600;
/** Five days. */
export const defaultRenewBeforeMs = 432_000_000;
/** What signing makes anew. Keys that stand in the zone already stay: they may be another signer's, or on their way in or out. */
const madeTypes: ReadonlySet<number> = new Set([RRSIG, NSEC, NSEC3, NSEC3PARAM, ZONEMD].map(({ code }) => code));

/**
 * The zone with its keys, signatures and proofs of what isn't there (RFC 4035 §2). Signing it again makes those anew. It takes about a
 * tenth of a millisecond for each RRset, and holds the event loop meanwhile: see `resignZone` for a server's way.
 *
 *     const key = SigningKey.generate("example.com.");
 *     const signed = signZone(zone, [key], { nowMs: Date.now() });
 *
 * @throws {RangeError} for keys of another zone, times in no order, NSEC3 parameters that nobody accepts.
 */
export function signZone(zone: Zone, keys: readonly SigningKey[], options: SignZoneOptions): Zone {
  const { nowMs, previous, renewBeforeMs = defaultRenewBeforeMs } = options;
  const kept = new KeptSignatures(previous, nowMs + renewBeforeMs);
  const signer = new ZoneSigner({ zone: zone.origin, keys, times: new SigningTimes(options), kept });
  const plain = Zone.fromRecords(zone.origin, plainRecords(zone, keys, options));
  const withDenial = Zone.fromRecords(zone.origin, [...plain.records(), ...denialRecords(plain, options)]);
  const signed = Zone.fromRecords(zone.origin, signedRecords(withDenial, signer));
  return options.zoneDigest === true ? withZoneDigest(signed, signer) : signed;
}

/** The zone with a digest of what it is now, in the place of the ZONEMD that it has. */
export function withZoneDigest(zone: Zone, signer: ZoneSigner): Zone {
  const digest = makeZoneDigest(zone);
  const before = zone.apex.get(ZONEMD);
  const removed = before === undefined ? [] : [...before.records, ...before.signatures];
  return zone.with({ removed, added: [digest, ...signer.sign([digest])] });
}

function plainRecords(zone: Zone, keys: readonly SigningKey[], options: SignZoneOptions): ResourceRecord[] {
  const { dnskeyTTL: ttl = defaultKeyTTL, serial = zone.serial } = options;
  const records: ResourceRecord[] = [];
  for (const record of zone.records()) {
    if (madeTypes.has(record.type)) continue;
    records.push(record.is(SOA) ? withSerial(record, serial) : record);
  }
  const own = { name: zone.origin, class: zone.class, ttl };
  for (const key of keys) {
    records.push(new ResourceRecord({ ...own, type: DNSKEY, data: key.dnskey }));
    if (options.publishCDS !== true || !key.isEntryPoint) continue;
    records.push(new ResourceRecord({ ...own, type: CDS, data: key.ds() }));
    records.push(new ResourceRecord({ ...own, type: CDNSKEY, data: key.dnskey }));
  }
  if (options.zoneDigest === true) {
    records.push(
      new ResourceRecord({ ...own, type: ZONEMD, ttl: zone.soa.ttl, data: { ...emptyZoneDigest(zone), serial } }),
    );
  }
  return records;
}

function withSerial(soa: ResourceRecord<{ serial: number }>, serial: number): ResourceRecord {
  if (soa.data.serial === serial) return soa;
  const { name, class: recordClass, ttl, recordType } = soa;
  return new ResourceRecord({ name, type: recordType, class: recordClass, ttl, data: { ...soa.data, serial } });
}

/** The NSEC or NSEC3 chain. Its TTL is that of negative answers (RFC 9077 §3). */
function denialRecords(zone: Zone, { denial = "nsec" }: SignZoneOptions): ResourceRecord[] {
  const { soa } = zone;
  const ttl = Math.min(soa.ttl, soa.data.minimum);
  return denial === "nsec" ? makeNSECChain(zone, ttl) : makeNSEC3Chain(zone, ttl, denial.nsec3);
}

function* signedRecords(zone: Zone, signer: ZoneSigner): Iterable<ResourceRecord> {
  yield* zone.records();
  for (const owner of authoritativeNodes(zone)) {
    for (const set of owner.node.sets) {
      if (isSigned(owner, set.type) || set.type === NSEC.code) yield* signer.sign(set.records);
    }
  }
  for (const node of zone.hashedNodes) for (const set of node.sets) yield* signer.sign(set.records);
}
