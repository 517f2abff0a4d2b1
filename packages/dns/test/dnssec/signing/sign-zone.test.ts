import { describe, expect, it } from "@jest/globals";
import { CanonicalSet } from "../../../src/dnssec/canonical-set.js";
import { publicKeyOf } from "../../../src/dnssec/public-key.js";
import { signingAlgorithms } from "../../../src/dnssec/signing-algorithm.js";
import { resignZone } from "../../../src/dnssec/signing/resign-zone.js";
import { signZone } from "../../../src/dnssec/signing/sign-zone.js";
import { makeZoneDigest } from "../../../src/dnssec/signing/zone-digest.js";
import { type KeyRole, SigningKey } from "../../../src/dnssec/signing/signing-key.js";
import { verifySignature } from "../../../src/dnssec/verify-signature.js";
import { A } from "../../../src/records/a.js";
import { CDS } from "../../../src/records/cds.js";
import { CDNSKEY } from "../../../src/records/cdnskey.js";
import { DNSKEY } from "../../../src/records/dnskey.js";
import { NSEC } from "../../../src/records/nsec.js";
import { NSEC3PARAM } from "../../../src/records/nsec3param.js";
import { SOA } from "../../../src/records/soa.js";
import { ZONEMD } from "../../../src/records/zonemd.js";
import { Name } from "../../../src/wire/name.js";
import type { RRSet } from "../../../src/zone/rrset.js";
import type { Zone } from "../../../src/zone/zone.js";
import { exampleKey, exampleZone, nowMs, rfc5155, signedExample } from "../example-zone.js";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

function setsOf(zone: Zone): RRSet[] {
  return [...zone.nodes, ...zone.hashedNodes].flatMap((node) => [...node.sets]);
}

function namesOf(zone: Zone, isSigned: boolean): string[] {
  return setsOf(zone)
    .filter(({ signatures }) => signatures.length > 0 === isSigned)
    .map((set) => `${set.name.toString()} ${set.records[0]?.recordType.mnemonic ?? ""}`);
}

function nsecLines(zone: Zone): string[] {
  return zone.nodes.flatMap((node) =>
    (node.get(NSEC)?.records ?? []).map((record) => `${node.name.toString()} ${NSEC.format(record.data)}`),
  );
}

/** Of each set: which keys' signatures of it are good. */
function signersOf(zone: Zone, keys: readonly SigningKey[]): Map<string, number[]> {
  const signers = new Map<string, number[]>();
  for (const set of setsOf(zone)) {
    const good = set.signatures.filter(({ data }) => {
      const key = keys.find(({ keyTag }) => keyTag === data.keyTag);
      const publicKey = key === undefined ? undefined : publicKeyOf(key.algorithm, key.dnskey.publicKey);
      return publicKey !== undefined && verifySignature(data, new CanonicalSet(set.records), publicKey);
    });
    expect(good).toHaveLength(set.signatures.length);
    if (good.length > 0)
      signers.set(
        `${set.name.toString()} ${String(set.type)}`,
        good.map(({ data }) => data.keyTag),
      );
  }
  return signers;
}

describe("signZone", () => {
  it.each(signingAlgorithms)(
    "signs every set with algorithm %i, so that each signature can be verified",
    (algorithm) => {
      const key = SigningKey.generate("example.", { algorithm, rsaBits: 1024 });
      const zone = signZone(exampleZone(), [key], { nowMs });
      expect([...signersOf(zone, [key]).values()].every((tags) => tags.length === 1)).toBe(true);
      expect(namesOf(zone, true)).toContain("xx.example. AAAA");
    },
  );

  it("signs neither glue nor the NS of a delegation, but its DS and NSEC", () => {
    const zone = signedExample();
    expect(namesOf(zone, false)).toEqual([
      "a.example. NS",
      "ns1.a.example. A",
      "ns2.a.example. A",
      "b.example. NS",
      "ns1.b.example. A",
      "c.example. NS",
      "ns1.c.example. A",
    ]);
    expect(namesOf(zone, true)).toEqual(
      expect.arrayContaining(["a.example. DS", "b.example. NSEC", "*.w.example. MX"]),
    );
  });

  it("chains the names that own something, as RFC 4035 appendix A does", () => {
    expect(nsecLines(signedExample()).slice(1)).toEqual([
      "2t7b4g4vsa5smi47k61mv5bv1a22bojr.example. a.example. A RRSIG NSEC",
      "a.example. ai.example. NS DS RRSIG NSEC",
      "ai.example. b.example. A HINFO AAAA RRSIG NSEC",
      "b.example. c.example. NS RRSIG NSEC",
      "c.example. ns1.example. NS RRSIG NSEC",
      "ns1.example. ns2.example. A RRSIG NSEC",
      "ns2.example. *.w.example. A RRSIG NSEC",
      "*.w.example. x.w.example. MX RRSIG NSEC",
      "x.w.example. x.y.w.example. MX RRSIG NSEC",
      "x.y.w.example. xx.example. MX RRSIG NSEC",
      "xx.example. example. A HINFO AAAA RRSIG NSEC",
    ]);
  });

  it("chains hashes as RFC 5155 appendix A does, without the delegations that aren't signed", () => {
    const zone = signedExample({ denial: rfc5155 });
    const chain = zone.hashedNodes.map((node) => node.name.labels[0]?.toLowerCase());
    expect(chain).toEqual([
      "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom",
      "2t7b4g4vsa5smi47k61mv5bv1a22bojr",
      "2vptu5timamqttgl4luu9kg21e0aor3s",
      "35mthgpgcu1qg68fab165klnsnk3dpvl",
      "b4um86eghhds6nea196smvmlo4ors995",
      "gjeqe526plbf1g8mklp59enfd789njgi",
      "ji6neoaepv8b5o6k4ev33abha8ht9fgc",
      "k8udemvp1j2f7eg6jebps17vp3n8i58h",
      "kohar7mbb8dc2ce8a9qvl8hon4k53uhi",
      "q04jkcevqvmu85r014c7dkba38o0ji5r",
      "r53bq7cc2uvmubfu5ocmm6pers9tk9en",
      "t644ebqk9bibcna874givr6joj62mlhv",
    ]);
    expect(zone.apex.get(NSEC3PARAM)?.records.map(({ data }) => NSEC3PARAM.format(data))).toEqual(["1 0 12 AABBCCDD"]);
    expect(signedExample({ denial: { nsec3: {} } }).hashedNodes).toHaveLength(14);
  });

  it("leaves out the empty names above delegations that it leaves out", () => {
    const zone = signedExample({ denial: rfc5155 }, "deep.empty.d NS ns1\nx.y.e NS ns1\ny.e TXT kept\n");
    // y.e and e are kept; d, empty.d and x.y.e aren't.
    expect(zone.hashedNodes).toHaveLength(14);
  });

  it("lets the key-signing key sign keys and the zone-signing key all else", () => {
    const keys = (["ksk", "zsk"] as const).map((role: KeyRole) => SigningKey.generate("example.", { role }));
    const [ksk, zsk] = keys;
    const zone = signZone(exampleZone(), keys, { nowMs, publishCDS: true });
    const signers = signersOf(zone, keys);
    const ofKeys = [DNSKEY, CDS, CDNSKEY].map(({ code }) => `example. ${String(code)}`);
    for (const [set, tags] of signers) expect(tags).toEqual([ofKeys.includes(set) ? ksk?.keyTag : zsk?.keyTag]);
    expect(zone.apex.get(CDS)?.records.map(({ data }) => data)).toEqual([ksk?.ds()]);
    expect(zone.apex.get(DNSKEY)?.records).toHaveLength(2);
  });

  it("signs everything with each algorithm that there is a key of", () => {
    const keys = ([13, 15] as const).map((algorithm) => SigningKey.generate("example.", { algorithm }));
    const signers = signersOf(signZone(exampleZone(), keys, { nowMs }), keys);
    for (const tags of signers.values()) expect(tags).toHaveLength(2);
  });

  it("gives signatures an hour of the past, two weeks of the future, and ends that aren't all the same", () => {
    const signatures = setsOf(signedExample()).flatMap((set) => set.signatures.map(({ data }) => data));
    const ends = signatures.map(({ signatureExpiration }) => signatureExpiration * 1000 - nowMs);
    expect(new Set(signatures.map(({ signatureInception }) => signatureInception * 1000 - nowMs))).toEqual(
      new Set([-hourMs]),
    );
    expect(Math.max(...ends)).toBeLessThanOrEqual(14 * dayMs);
    expect(Math.min(...ends)).toBeGreaterThanOrEqual(12.6 * dayMs);
    expect(new Set(ends).size).toBeGreaterThan(10);
  });

  it("takes over what signed the same records before, unless that ends soon", () => {
    const before = signedExample();
    const sameSignatures = (after: Zone): string[] =>
      setsOf(after)
        .filter((set) => set.signatures.length > 0)
        .filter(({ signatures, name, type }) => {
          const old = (before.node(name) ?? before.hashedNode(name))?.get(type)?.signatures[0];
          return old === undefined || signatures[0]?.equals(old) !== true;
        })
        .map((set) => `${set.name.toString()} ${set.records[0]?.recordType.mnemonic ?? ""}`);
    const more = "b2 A 192.0.2.99\n";
    const changed = signZone(exampleZone(more), [exampleKey], { nowMs: nowMs + dayMs, previous: before, serial: 2 });
    expect(sameSignatures(changed)).toEqual(["example. SOA", "b.example. NSEC", "b2.example. A", "b2.example. NSEC"]);
    signersOf(changed, [exampleKey]);
    const late = signZone(exampleZone(), [exampleKey], { nowMs: nowMs + 10 * dayMs, previous: before });
    expect(sameSignatures(late)).toHaveLength(namesOf(before, true).length);
  });

  it("digests the whole zone, whatever order its records came in", () => {
    const zone = signedExample({ zoneDigest: true, denial: { nsec3: {} } });
    const [digest] = zone.apex.get(ZONEMD)?.records ?? [];
    expect(digest?.data).toMatchObject({ serial: 1, scheme: 1, hashAlgorithm: 1 });
    expect(makeZoneDigest(zone).data.digest).toEqual(digest?.data.digest);
    const [record] = zone.node(Name.fromText("ai.example."))?.get(A)?.records ?? [];
    if (record === undefined) throw new Error("no record");
    const without = zone.with({ removed: [record], added: [] });
    expect(makeZoneDigest(without).data.digest).not.toEqual(digest?.data.digest);
    signersOf(zone, [exampleKey]);
  });

  it("refuses keys of other zones, no keys, keys that look the same, times in no order, and too many iterations", () => {
    const other = SigningKey.generate("test.");
    expect(() => signZone(exampleZone(), [other], { nowMs })).toThrow("can't sign example.");
    expect(() => signZone(exampleZone(), [], { nowMs })).toThrow(RangeError);
    expect(() => signZone(exampleZone(), [exampleKey, exampleKey], { nowMs })).toThrow("same tag");
    expect(() => signedExample({ expirationMs: nowMs - 2 * hourMs })).toThrow("end after they begin");
    expect(() => signedExample({ denial: { nsec3: { iterations: 101 } } })).toThrow("0 to 100 iterations");
    expect(() => signedExample({ denial: { nsec3: { salt: Buffer.alloc(256) } } })).toThrow("255 bytes");
  });
});

describe("resignZone", () => {
  it("makes signatures anew that end soon, some at a time, each time with the next serial", () => {
    let zone = signedExample({ zoneDigest: true });
    expect(resignZone(zone, [exampleKey], { nowMs: nowMs + dayMs })).toBeUndefined();
    const later = nowMs + 12 * dayMs;
    let rounds = 0;
    for (;;) {
      const changes = resignZone(zone, [exampleKey], { nowMs: later, maxSets: 10 });
      if (changes === undefined) break;
      rounds += 1;
      zone = zone.with(changes);
    }
    expect(rounds).toBeGreaterThan(2);
    expect(zone.serial).toBe(1 + rounds);
    const signers = signersOf(zone, [exampleKey]);
    for (const tags of signers.values()) expect(tags).toHaveLength(1);
    expect(zone.apex.get(SOA)?.signatures).toHaveLength(1);
    const ends = setsOf(zone).flatMap(({ signatures }) =>
      signatures.map(({ data }) => data.signatureExpiration * 1000),
    );
    expect(Math.min(...ends)).toBeGreaterThan(later + 5 * dayMs);
    expect(makeZoneDigest(zone).data).toEqual(zone.apex.get(ZONEMD)?.records[0]?.data);
  });
});
