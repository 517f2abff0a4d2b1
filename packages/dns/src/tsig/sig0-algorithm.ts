import { type KeyObject, sign, verify } from "node:crypto";

/** The signatures that SIG(0) may use here, by IANA's "DNS Security Algorithm Numbers". Those on SHA-1 aren't among them. */
export type SIG0AlgorithmNumber = 8 | 10 | 13 | 14 | 15 | 16;

interface Scheme {
  /** As `node:crypto` calls it; `undefined` where the key says it. */
  readonly hash: string | undefined;
  readonly keyType: string;
  /** Of an ECDSA key. */
  readonly curve?: string;
}

const schemes = new Map<number, Scheme>([
  [8, { hash: "sha256", keyType: "rsa" }],
  [10, { hash: "sha512", keyType: "rsa" }],
  [13, { hash: "sha256", keyType: "ec", curve: "prime256v1" }],
  [14, { hash: "sha384", keyType: "ec", curve: "secp384r1" }],
  [15, { hash: undefined, keyType: "ed25519" }],
  [16, { hash: undefined, keyType: "ed448" }],
]);

/** Throws a `RangeError` unless `key` is one for this algorithm. */
export function assertKeyFits(algorithm: number, key: KeyObject): void {
  const scheme = schemeOf(algorithm);
  const curveFits = scheme.curve === undefined || key.asymmetricKeyDetails?.namedCurve === scheme.curve;
  if (key.asymmetricKeyType === scheme.keyType && curveFits) return;
  throw new RangeError(`the key isn't one for algorithm ${String(algorithm)}`);
}

/** The signature of `data`, as it stands on the wire (RFC 3110, RFC 6605, RFC 8080). */
export function signWith(algorithm: number, key: KeyObject, data: Uint8Array): Buffer {
  return sign(schemeOf(algorithm).hash, data, { key, dsaEncoding: "ieee-p1363" });
}

/** Whether `signature` is one of `data`. */
export function verifyWith(
  algorithm: number,
  key: KeyObject,
  signed: { readonly data: Uint8Array; readonly signature: Uint8Array },
): boolean {
  return verify(schemeOf(algorithm).hash, signed.data, { key, dsaEncoding: "ieee-p1363" }, signed.signature);
}

function schemeOf(algorithm: number): Scheme {
  const scheme = schemes.get(algorithm);
  if (scheme === undefined) throw new RangeError(`algorithm ${String(algorithm)} isn't supported`);
  return scheme;
}
