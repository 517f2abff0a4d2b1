import { describe, expect, it } from "@jest/globals";
import { keyTag } from "../../../src/dnssec/key-tag.js";
import { signZone } from "../../../src/dnssec/signing/sign-zone.js";
import { SigningKey } from "../../../src/dnssec/signing/signing-key.js";
import { BogusError } from "../../../src/dnssec/validation/bogus-error.js";
import { ValidationBudget } from "../../../src/dnssec/validation/validation-budget.js";
import { DEFAULT_VALIDATION_LIMITS, validationLimits } from "../../../src/dnssec/validation/validation-limits.js";
import { verifySet } from "../../../src/dnssec/validation/verify-rrset.js";
import { SecureZone } from "../../../src/dnssec/validation/zone-security.js";
import { A } from "../../../src/records/a.js";
import { DNSKEY, type DNSKEYData } from "../../../src/records/dnskey.js";
import { RRSIG, type RRSIGData } from "../../../src/records/rrsig.js";
import { ExtendedErrorCode } from "../../../src/wire/edns/extended-error.js";
import type { Message } from "../../../src/wire/message.js";
import { Name } from "../../../src/wire/name.js";
import { ResourceRecord } from "../../../src/wire/resource-record.js";
import { RRSet } from "../../../src/zone/rrset.js";
import { recordsOf, zoneOf } from "../../zone/zone-of.js";
import { nowMs, SignedTree } from "./signed-tree.js";

/** Keys with the tag of this one: the tag is a sum of 16-bit words, and doesn't notice when two change their places. */
function collidingKeys({ dnskey }: SigningKey, count: number): DNSKEYData[] {
  const keys: DNSKEYData[] = [];
  for (let i = 0; keys.length < count; i++) {
    const publicKey = Buffer.from(dnskey.publicKey);
    const [a, b] = [2 * (i % 16), 2 * ((i >> 4) % 16)];
    if (a === b) continue;
    publicKey.writeUInt16BE(dnskey.publicKey.readUInt16BE(a), b);
    publicKey.writeUInt16BE(dnskey.publicKey.readUInt16BE(b), a);
    keys.push({ ...dnskey, publicKey });
  }
  return keys;
}

/** Signatures that all look as `good`, and of which none is. */
function wrongSignatures(good: ResourceRecord<RRSIGData>, count: number): ResourceRecord<RRSIGData>[] {
  return Array.from({ length: count }, (_, i) => {
    const signature = Buffer.from(good.data.signature);
    signature.writeUInt16BE(i + 1, 0);
    return new ResourceRecord({ name: good.name, type: RRSIG, ttl: good.ttl, data: { ...good.data, signature } });
  });
}

describe("KeyTrap (CVE-2023-50387)", () => {
  const key = SigningKey.generate("example.", { algorithm: 15 });
  const zone = signZone(zoneOf("www A 192.0.2.80\n"), [key], { nowMs });
  const set = zone.node(Name.fromText("www.example."))?.get(A);
  const [good] = set?.signatures ?? [];
  if (set === undefined || good === undefined) throw new Error("no set");
  const colliding = collidingKeys(key, 200);
  const trap = new SecureZone(zone.origin, [...colliding, key.dnskey], 60);
  const honest = new SecureZone(zone.origin, [key.dnskey], 60);

  it("is made of keys with one tag", () => {
    expect(new Set(colliding.map(keyTag))).toEqual(new Set([key.keyTag]));
  });

  it("costs no more verifications than the budget has, however many keys and signatures there are", () => {
    const budget = new ValidationBudget(DEFAULT_VALIDATION_LIMITS);
    const attack = new RRSet(set.records, wrongSignatures(good, 300));
    const run = (): unknown => verifySet(attack, { zone: trap, nowMs, budget });
    expect(run).toThrow(new BogusError("too many signatures are wrong", ExtendedErrorCode.OTHER));
    expect(budget.verifications).toBe(8);
    // Neither does another set of the same response.
    expect(run).toThrow(BogusError);
    expect(budget.verifications).toBe(8);
  });

  it("keeps the process no busier than ten honest responses, with a set as large as a message", () => {
    const records = Array.from({ length: 3_000 }, (_, i) => {
      const data = { address: `192.0.${String(i >> 8)}.${String(i & 255)}` };
      return new ResourceRecord({ name: "www.example.", type: A, ttl: 60, data });
    });
    const spent = (signatures: number, by: SecureZone): number => {
      const attack = new RRSet(records, wrongSignatures(good, signatures));
      const budget = new ValidationBudget(DEFAULT_VALIDATION_LIMITS);
      const before = process.cpuUsage();
      expect(() => verifySet(attack, { zone: by, nowMs, budget })).toThrow(BogusError);
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    // A ratio, and of the quickest of several: neither a slow machine nor what else it does counts.
    const rounds = Array.from({ length: 10 }, () => ({ one: spent(1, honest), many: spent(1_000, trap) }));
    const quickest = (of: "one" | "many"): number => Math.min(...rounds.map((round) => round[of]));
    expect(quickest("many") / quickest("one")).toBeLessThan(10);
  });

  it("tries few keys with one signature", () => {
    const budget = new ValidationBudget(validationLimits({ maxFailedVerifications: Infinity }));
    expect(() => verifySet(set, { zone: trap, nowMs, budget })).toThrow(BogusError);
    expect(budget.verifications).toBe(DEFAULT_VALIDATION_LIMITS.maxKeysPerTag);
    const few = new SecureZone(zone.origin, [...colliding.slice(0, 3), key.dnskey], 60);
    expect(verifySet(set, { zone: few, nowMs, budget }).set).toBe(set);
  });

  it("counts good signatures too", () => {
    const budget = new ValidationBudget(validationLimits({ maxVerifications: 2 }));
    const verification = { zone: new SecureZone(zone.origin, [key.dnskey], 60), nowMs, budget };
    verifySet(set, verification);
    verifySet(set, verification);
    expect(() => verifySet(set, verification)).toThrow("too many signatures to verify");
  });

  it("makes a whole validation bogus by the same budget, and looks at so many keys and digests only", async () => {
    const tree = new SignedTree({ ".": {}, "example.": { keys: [key], records: "www A 192.0.2.80\n" } });
    tree.tamper = (response, { type, name }): Message | undefined => {
      if (type !== DNSKEY.code || name.isRoot) return undefined;
      const [rrsig] = response.answer.filter((record): record is ResourceRecord<RRSIGData> => record.is(RRSIG));
      if (rrsig === undefined) throw new Error("no signature");
      const keys = colliding.map((data) => new ResourceRecord({ name, type: DNSKEY, ttl: 60, data }));
      response.answer = [
        ...keys,
        ...response.answer.filter((record) => record.is(DNSKEY)),
        ...wrongSignatures(rrsig, 500),
      ];
      return response;
    };
    expect(await tree.check("www.example.", "A")).toMatchObject({
      status: "bogus",
      errors: [{ infoCode: ExtendedErrorCode.DNSKEY_MISSING }],
    });
    const { status, errors } = await tree.check("www.example.", "A", tree.validator({ limits: { maxKeys: 300 } }));
    expect([status, errors[0]?.extraText]).toEqual(["bogus", "too many signatures are wrong"]);
  });
});

describe("NSEC3 (CVE-2023-50868)", () => {
  const deep = `${"a.".repeat(100)}zone.test.`;
  const treeWith = (iterations: number): SignedTree =>
    new SignedTree({ ".": {}, "zone.test.": { records: "www A 192.0.2.1\n", nsec3: { iterations } } });

  it("is hashed for so many names at most", async () => {
    const tree = treeWith(0);
    expect(await tree.check(deep, "A")).toMatchObject({
      status: "bogus",
      errors: [{ extraText: "too many names to hash" }],
    });
    expect(await tree.status(deep, "A", tree.validator({ limits: { maxNSEC3Hashes: 200 } }))).toBe("secure");
    expect(await tree.status(`${"a.".repeat(30)}zone.test.`, "A")).toBe("secure");
  });

  it("is insecure with more iterations than are worth it, if the zone says so itself", async () => {
    const tree = treeWith(21);
    const limited = tree.validator({ limits: { maxNSEC3Iterations: 20 } });
    expect(await tree.check("nope.zone.test.", "A", limited)).toMatchObject({
      status: "insecure",
      errors: [{ infoCode: ExtendedErrorCode.UNSUPPORTED_NSEC3_ITERATIONS }],
    });
    expect(await tree.status("nope.zone.test.", "A")).toBe("secure");
    const forged = tree.ask("nope.zone.test.", "A");
    forged.authority = forged.authority.flatMap((record) =>
      record.recordType.mnemonic === "NSEC3"
        ? recordsOf(String(record).replace("NSEC3 1 0 21", "NSEC3 1 0 2100"), ".")
        : [record],
    );
    expect((await limited.validate(forged, tree.fetch)).status).toBe("bogus");
  });
});

describe("other budgets", () => {
  it("end a search for keys, and a chain of aliases", async () => {
    const many = Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`${"a.".repeat(i + 1)}test.`, {}]));
    const tree = new SignedTree({ ".": {}, "test.": {}, ...many });
    const name = `ns.${"a.".repeat(6)}test.`;
    expect(await tree.status(name, "A")).toBe("secure");
    expect(await tree.check(name, "A", tree.validator({ limits: { maxFetches: 10 } }))).toMatchObject({
      status: "bogus",
      errors: [{ extraText: "too many keys to fetch" }],
    });
    const aliases = Array.from({ length: 10 }, (_, i) => `c${String(i)} CNAME c${String(i + 1)}\n`).join("");
    const chain = new SignedTree({ ".": {}, "zone.test.": { records: `${aliases}c10 A 192.0.2.1\n` } });
    expect(await chain.status("c0.zone.test.", "A")).toBe("secure");
    expect(await chain.status("c0.zone.test.", "A", chain.validator({ limits: { maxAliases: 9 } }))).toBe("bogus");
  });

  it("bound the proofs that are looked at", async () => {
    const tree = new SignedTree({ ".": {}, "zone.test.": { records: "www A 192.0.2.1\n" } });
    expect(await tree.status("x.zone.test.", "A", tree.validator({ limits: { maxProofs: 1 } }))).toBe("bogus");
    expect(await tree.status("x.zone.test.", "A", tree.validator({ limits: { maxProofs: 2 } }))).toBe("secure");
  });

  it("refuse what is no limit", () => {
    expect(() => validationLimits({ maxKeys: 0 })).toThrow(RangeError);
    expect(() => validationLimits({ maxKey: 1 } as object)).toThrow(TypeError);
  });
});
