import { describe, expect, it } from "@jest/globals";
import { CanonicalSet } from "../../src/dnssec/canonical-set.js";
import { matchesDS, makeDS, usableDigests } from "../../src/dnssec/delegation-digest.js";
import { keyTag } from "../../src/dnssec/key-tag.js";
import { hashOfOwner, nsec3Hash, nsec3Owner } from "../../src/dnssec/nsec3-hash.js";
import { publicKeyOf } from "../../src/dnssec/public-key.js";
import { signatureTime, timeFault } from "../../src/dnssec/signature-time.js";
import { isSigningAlgorithm } from "../../src/dnssec/signing-algorithm.js";
import { verifySignature } from "../../src/dnssec/verify-signature.js";
import { DNSKEY } from "../../src/records/dnskey.js";
import { DS } from "../../src/records/ds.js";
import { RRSIG } from "../../src/records/rrsig.js";
import { ExtendedErrorCode } from "../../src/wire/edns/extended-error.js";
import { Name } from "../../src/wire/name.js";
import type { RecordType } from "../../src/wire/record-type.js";
import { parseRecord } from "../../src/zone-file/parse-record.js";

function dataOf<Data extends object>(type: RecordType<Data>, text: string): Data {
  const record = parseRecord(text, { ttl: 3600 });
  if (!record.is(type)) throw new Error(`${text} is of another type`);
  return record.data;
}

const setOf = (record: string): CanonicalSet => new CanonicalSet([parseRecord(record)]);

/** Examples of RFCs: a key, a record, and its signature. */
const examples = [
  {
    title: "RFC 8080 §6.1 (errata 4935): Ed25519",
    key: "example.com. DNSKEY 257 3 15 l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4=",
    record: "example.com. 3600 MX 10 mail.example.com.",
    signature:
      "example.com. RRSIG MX 15 2 3600 1440021600 1438207200 3613 example.com. oL9krJun7xfBOIWcGHi7mag5/hdZrKWw15jPGrHpjQeRAvTdszaPD+QLs3fx8A4M3e23mRZ9VrbpMngwcrqNAg==",
  },
  {
    title: "RFC 8080 §6.1 (errata 4935): Ed25519, another key",
    key: "example.com. DNSKEY 257 3 15 zPnZ/QwEe7S8C5SPz2OfS5RR40ATk2/rYnE9xHIEijs=",
    record: "example.com. 3600 MX 10 mail.example.com.",
    signature:
      "example.com. RRSIG MX 15 2 3600 1440021600 1438207200 35217 example.com. zXQ0bkYgQTEFyfLyi9QoiY6D8ZdYo4wyUhVioYZXFdT410QPRITQSqJSnzQoSm5poJ7gD7AQR0O7KuI5k2pcBg==",
  },
  {
    title: "RFC 6605 §6.2: ECDSA P-384",
    key: "example.net. DNSKEY 257 3 14 xKYaNhWdGOfJ+nPrL8/arkwf2EY3MDJ+SErKivBVSum1w/egsXvSADtNJhyem5RCOpgQ6K8X1DRSEkrbYQ+OB+v8/uX45NBwY8rp65F6Glur8I/mlVNgF6W/qTI37m40",
    record: "www.example.net. 3600 A 192.0.2.1",
    signature:
      "www.example.net. RRSIG A 14 3 3600 1284027625 1281608425 10771 example.net. /L5hDKIvGDyI1fcARX3z65qrmPsVz73QD1Mr5CEqOiLP95hxQouuroGCeZOvzFaxsT8Glr74hbavRKayJNuydCuzWTSSPdz7wnqXL5bdcJzusdnI0RSMROxxwGipWcJm",
  },
] as const;

describe("signatures", () => {
  it.each(examples)("verifies the example of $title", (example) => {
    const key = dataOf(DNSKEY, example.key);
    const signature = dataOf(RRSIG, example.signature);
    const publicKey = isSigningAlgorithm(key.algorithm) ? publicKeyOf(key.algorithm, key.publicKey) : undefined;
    if (publicKey === undefined) throw new Error("the key isn't one");
    expect(keyTag(key)).toBe(signature.keyTag);
    expect(verifySignature(signature, setOf(example.record), publicKey)).toBe(true);
    expect(verifySignature(signature, setOf(example.record.replace("3600", "60")), publicKey)).toBe(true);
    const other = setOf(example.record.replace(/(\d)\.?$/, "2").replace("mail", "mall"));
    expect(verifySignature(signature, other, publicKey)).toBe(false);
    expect(verifySignature({ ...signature, originalTTL: 60 }, setOf(example.record), publicKey)).toBe(false);
  });

  it("takes the times of a signature as serial numbers", () => {
    const times = dataOf(RRSIG, examples[0].signature);
    const fault = (inception: number, expiration: number, now: number): number | undefined =>
      timeFault({ ...times, signatureInception: inception, signatureExpiration: expiration }, now);
    expect(fault(100, 200, 100)).toBeUndefined();
    expect(fault(100, 200, 200)).toBeUndefined();
    expect(fault(100, 200, 99)).toBe(ExtendedErrorCode.SIGNATURE_NOT_YET_VALID);
    expect(fault(100, 200, 201)).toBe(ExtendedErrorCode.SIGNATURE_EXPIRED);
    expect(fault(200, 100, 150)).toBe(ExtendedErrorCode.SIGNATURE_EXPIRED_BEFORE_VALID);
    // In 2106 the count begins anew.
    expect(fault(0xffff_ff00, 0x100, 0xffff_fff0)).toBeUndefined();
    expect(fault(0xffff_ff00, 0x100, 0x10)).toBeUndefined();
    expect(fault(0xffff_ff00, 0x100, 0x101)).toBe(ExtendedErrorCode.SIGNATURE_EXPIRED);
    expect(signatureTime(0x1_0000_0001 * 1000 + 999)).toBe(1);
  });
});

describe("public keys", () => {
  it("takes an RSA key whose exponent's length has three bytes, and refuses what is no RSA key", () => {
    const modulus = Buffer.alloc(128, 0xff);
    const keyOf = (...bytes: readonly number[]): unknown =>
      publicKeyOf(8, Buffer.concat([Buffer.from(bytes), modulus]));
    expect(keyOf(3, 1, 0, 1)).toBeDefined();
    expect(keyOf(0, 0, 3, 1, 0, 1)).toBeDefined();
    expect(keyOf(0, 0, 0)).toBeUndefined();
    expect(keyOf(255, 1, 0, 1)).toBeUndefined();
    // An exponent as long as that makes one verification take as long as thousands.
    expect(publicKeyOf(8, Buffer.concat([Buffer.from([128]), modulus, modulus]))).toBeUndefined();
    expect(publicKeyOf(8, Buffer.from([3, 1]))).toBeUndefined();
    expect(publicKeyOf(8, Buffer.concat([Buffer.from([3, 1, 0, 1]), Buffer.alloc(1024, 0xff)]))).toBeUndefined();
  });

  it("refuses points that aren't on the curve, and keys of another length", () => {
    expect(publicKeyOf(13, Buffer.alloc(64, 1))).toBeUndefined();
    expect(publicKeyOf(13, Buffer.alloc(63, 1))).toBeUndefined();
    expect(publicKeyOf(15, Buffer.alloc(31))).toBeUndefined();
    expect(publicKeyOf(16, Buffer.alloc(58))).toBeUndefined();
  });
});

describe("delegation digests", () => {
  const owner = Name.fromText("dskey.example.com.");
  const key = dataOf(
    DNSKEY,
    "dskey.example.com. DNSKEY 256 3 5 AQOeiiR0GOMYkDshWoSKz9XzfwJr1AYtsmx3TGkJaNXVbfi/2pHm822aJ5iI9BMzNXxeYCmZDRD99WYwYqUSdjMmmAphXdvxegXd/M5+X7OrzKBaMbCVdFLUUh6DhweJBjEVv5f2wwjM9XzcnOf+EPbtG9DMBmADjFDc2w/rljwvFw==",
  );

  it("matches the examples of RFC 4034 §5.4 and RFC 4509 §2.3", () => {
    expect(keyTag(key)).toBe(60485);
    const sha1 = dataOf(DS, "a. DS 60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118");
    const sha256 = dataOf(DS, "a. DS 60485 5 2 D4B7D520E7BB5F0F67674A0CCEB1E3E0614B93C4F9E99B8383F6A1E4469DA50A");
    expect(matchesDS([sha1], owner, key)).toBe(true);
    expect(matchesDS([sha256], owner, key)).toBe(true);
    expect(matchesDS([sha256], Name.fromText("DSKEY.Example.COM."), key)).toBe(true);
    expect(matchesDS([sha256], Name.fromText("other.example.com."), key)).toBe(false);
    expect(makeDS(owner, key)).toEqual(sha256);
    expect(usableDigests([sha1, sha256])).toEqual([sha256]);
    expect(usableDigests([sha1])).toEqual([sha1]);
  });

  it("makes no digest with SHA-1", () => {
    expect(() => makeDS(owner, key, 1 as 2)).toThrow(RangeError);
  });
});

describe("NSEC3 hashes", () => {
  const salt = Buffer.from("aabbccdd", "hex");

  it.each([
    ["example.", "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom"],
    ["a.example.", "35mthgpgcu1qg68fab165klnsnk3dpvl"],
    ["ai.example.", "gjeqe526plbf1g8mklp59enfd789njgi"],
    ["NS1.example.", "2t7b4g4vsa5smi47k61mv5bv1a22bojr"],
    ["*.w.example.", "r53bq7cc2uvmubfu5ocmm6pers9tk9en"],
    ["x.y.w.example.", "2vptu5timamqttgl4luu9kg21e0aor3s"],
  ])("hashes %s as RFC 5155 appendix A does", (name, hash) => {
    const owner = nsec3Owner(nsec3Hash(Name.fromText(name), { iterations: 12, salt }), Name.fromText("example."));
    expect(owner.toString().toLowerCase()).toBe(`${hash}.example.`);
    expect(hashOfOwner(owner)).toHaveLength(20);
  });

  it("takes no other label for a hash", () => {
    for (const label of ["0p9mhaveqvm6t7vbl5lop2u3t2rp3to", "wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww", "0p9m"]) {
      expect(hashOfOwner(Name.fromText(`${label}.example.`))).toBeUndefined();
    }
    expect(hashOfOwner(Name.root)).toBeUndefined();
  });
});
