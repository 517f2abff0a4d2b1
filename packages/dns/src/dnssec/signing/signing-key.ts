import { createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import type { DNSKEYData } from "../../records/dnskey.js";
import type { DSData } from "../../records/ds.js";
import { assertKeyFits, signWith } from "../../tsig/sig0-algorithm.js";
import { Name } from "../../wire/name.js";
import { makeDS } from "../delegation-digest.js";
import { keyTag } from "../key-tag.js";
import { publicKeyBytes } from "../public-key.js";
import type { SigningAlgorithm } from "../signing-algorithm.js";
import { ZoneKeyFlag, zoneKeyProtocol } from "../zone-key-flags.js";

/**
 * What a key signs: a key-signing key (`"ksk"`) the zone's keys, a zone-signing key (`"zsk"`) all else, a combined one (`"csk"`)
 * everything. The parent's DS names a `"ksk"` or `"csk"`.
 */
export type KeyRole = "csk" | "ksk" | "zsk";

/** What a `SigningKey` is made of. */
export interface SigningKeyOptions {
  /** The origin of the zone that it signs. */
  readonly zone: Name | string;
  readonly algorithm: SigningAlgorithm;
  /** @default "csk" */
  readonly role?: KeyRole;
  readonly privateKey: KeyObject;
}

/** What `SigningKey.generate` takes besides the zone. */
export interface GenerateKeyOptions {
  /** @default 13, ECDSA P-256 */
  readonly algorithm?: SigningAlgorithm;
  /** @default "csk" */
  readonly role?: KeyRole;
  /** Bits of an RSA key, 1024 to 4096. @default 2048 */
  readonly rsaBits?: number;
}

/** A private key of a zone, with what the zone publishes of it. */
export class SigningKey {
  readonly zone: Name;
  readonly algorithm: SigningAlgorithm;
  readonly role: KeyRole;
  readonly privateKey: KeyObject;
  /** The data of its DNSKEY record. */
  readonly dnskey: DNSKEYData;
  readonly keyTag: number;

  /** Throws a `RangeError` for a key that isn't one for the algorithm. */
  constructor({ zone, algorithm, role = "csk", privateKey }: SigningKeyOptions) {
    assertKeyFits(algorithm, privateKey);
    if (privateKey.type !== "private") throw new RangeError("a key that signs is a private one");
    this.zone = Name.from(zone);
    this.algorithm = algorithm;
    this.role = role;
    this.privateKey = privateKey;
    this.dnskey = {
      flags: ZoneKeyFlag.ZONE | (role === "zsk" ? 0 : ZoneKeyFlag.SEP),
      protocol: zoneKeyProtocol,
      algorithm,
      publicKey: publicKeyBytes(createPublicKey(privateKey)),
    };
    this.keyTag = keyTag(this.dnskey);
  }

  /** A new key for `zone`. RSA takes a while to find its primes. */
  static generate(zone: Name | string, options: GenerateKeyOptions = {}): SigningKey {
    const { algorithm = 13, role = "csk", rsaBits = 2048 } = options;
    if (!Number.isInteger(rsaBits) || rsaBits < 1024 || rsaBits > 4096) {
      throw new RangeError("an RSA key has 1024 to 4096 bits");
    }
    return new SigningKey({ zone, algorithm, role, privateKey: generate(algorithm, rsaBits) });
  }

  /** Whether the parent's DS may name it. */
  get isEntryPoint(): boolean {
    return (this.dnskey.flags & ZoneKeyFlag.SEP) !== 0;
  }

  /** The DS record's data for the parent. @param digestType 2 SHA-256, 4 SHA-384. */
  ds(digestType: 2 | 4 = 2): DSData {
    return makeDS(this.zone, this.dnskey, digestType);
  }

  /** The signature of `data`, as RRSIG has it. */
  sign(data: Uint8Array): Buffer {
    return signWith(this.algorithm, this.privateKey, data);
  }
}

function generate(algorithm: SigningAlgorithm, rsaBits: number): KeyObject {
  switch (algorithm) {
    case 8:
    case 10:
      return generateKeyPairSync("rsa", { modulusLength: rsaBits, publicExponent: 0x10001 }).privateKey;
    case 13:
      return generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
    case 14:
      return generateKeyPairSync("ec", { namedCurve: "P-384" }).privateKey;
    case 15:
      return generateKeyPairSync("ed25519").privateKey;
    case 16:
      return generateKeyPairSync("ed448").privateKey;
  }
}
