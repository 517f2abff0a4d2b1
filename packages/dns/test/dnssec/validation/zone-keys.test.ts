import { describe, expect, it } from "@jest/globals";
import { makeDS } from "../../../src/dnssec/delegation-digest.js";
import { keyTag } from "../../../src/dnssec/key-tag.js";
import { SigningTimes } from "../../../src/dnssec/signing/signing-times.js";
import { ZoneSigner } from "../../../src/dnssec/signing/zone-signer.js";
import { BogusError } from "../../../src/dnssec/validation/bogus-error.js";
import { ValidationBudget } from "../../../src/dnssec/validation/validation-budget.js";
import { DEFAULT_VALIDATION_LIMITS } from "../../../src/dnssec/validation/validation-limits.js";
import { checkZoneKeys, supportedDigests } from "../../../src/dnssec/validation/zone-keys.js";
import { SecureZone } from "../../../src/dnssec/validation/zone-security.js";
import { DNSKEY, type DNSKEYData } from "../../../src/records/dnskey.js";
import { ExtendedErrorCode } from "../../../src/wire/edns/extended-error.js";
import { ResourceRecord } from "../../../src/wire/resource-record.js";
import { RRSet } from "../../../src/zone/rrset.js";
import { keyFor, nowMs } from "./signed-tree.js";

const key = keyFor("example.");
const { dnskey, zone } = key;

/** What comes of a zone whose only key has these flags and this protocol, and that the zone above has a digest of. */
function check(changes: Partial<DNSKEYData>): unknown {
  const data = { ...dnskey, ...changes };
  const records = [new ResourceRecord({ name: zone, type: DNSKEY, ttl: 60, data })];
  const signer = new ZoneSigner({ zone, keys: [key], times: new SigningTimes({ nowMs }) });
  const signatures = signer.sign(records).map(
    (record) =>
      new ResourceRecord({
        name: zone,
        type: record.recordType,
        ttl: 60,
        data: { ...record.data, keyTag: keyTag(data) },
      }),
  );
  try {
    return checkZoneKeys(new RRSet(records, signatures), {
      digests: [makeDS(zone, data)],
      ttl: 3600,
      nowMs,
      budget: new ValidationBudget(DEFAULT_VALIDATION_LIMITS),
    });
  } catch (error) {
    if (error instanceof BogusError) return error.infoCode;
    throw error;
  }
}

describe("the keys of a zone", () => {
  it("count with the zone flag and protocol 3, unless they are revoked", () => {
    expect(check({})).toBeInstanceOf(SecureZone);
    expect(check({ flags: 0x0001 })).toBe(ExtendedErrorCode.NO_ZONE_KEY_BIT_SET);
    expect(check({ flags: 0x0181 })).toBe(ExtendedErrorCode.DNSKEY_MISSING);
    expect(check({ protocol: 2 })).toBe(ExtendedErrorCode.DNSKEY_MISSING);
  });

  it("sign nothing without those, beside one that has them", () => {
    const others = [
      { ...dnskey, flags: 0x0001 },
      { ...dnskey, flags: 0x0181 },
      { ...dnskey, protocol: 2 },
    ];
    const secure = new SecureZone(zone, [dnskey, ...others], 60);
    expect(secure.keysFor(key.keyTag, 13, 10)).toHaveLength(1);
    for (const other of others) expect(secure.keysFor(keyTag(other), 13, 10)).toHaveLength(0);
    expect(secure.keysFor(key.keyTag, 15, 10)).toHaveLength(0);
    expect(secure.keysFor(key.keyTag, 5, 10)).toHaveLength(0);
  });

  it("are passed over where they are no keys of their algorithm", () => {
    const damaged = { ...dnskey, publicKey: Buffer.alloc(64, 1) };
    expect(new SecureZone(zone, [damaged], 60).keysFor(keyTag(damaged), 13, 10)).toEqual([]);
  });
});

describe("digests", () => {
  it("make a zone insecure where no algorithm or digest is supported, and SHA-1 doesn't count beside a better one", () => {
    const good = makeDS(zone, dnskey);
    const sha1 = { ...good, digestType: 1, digest: Buffer.alloc(20) };
    expect(supportedDigests(zone, [good, sha1, { ...good, algorithm: 5 }], 60)).toEqual([good]);
    expect(supportedDigests(zone, [sha1], 60)).toEqual([sha1]);
    expect(supportedDigests(zone, [{ ...good, algorithm: 7 }], 60)).toMatchObject({
      kind: "insecure",
      ttl: 60,
      errors: [{ infoCode: ExtendedErrorCode.UNSUPPORTED_DNSKEY_ALGORITHM }],
    });
  });
});
