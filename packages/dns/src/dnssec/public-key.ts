/** Public keys between the RDATA of DNSKEY and `node:crypto`: RSA (RFC 3110), ECDSA (RFC 6605), EdDSA (RFC 8080). */

import { createPublicKey, type JsonWebKey, type KeyObject } from "node:crypto";
import type { SigningAlgorithm } from "./signing-algorithm.js";

/** Bits of an RSA modulus (RFC 5702 §2.1 and §2.2), below which nothing is protected and over which it takes too long. */
const minRSABits = { 8: 512, 10: 1024 } as const;
const maxRSABits = 4096;
/** Bytes of an RSA exponent. Nobody needs one over 65,537, and a long one makes the work of a verification grow as it likes. */
const maxExponentBytes = 5;

interface Curve {
  readonly name: string;
  /** Bytes of the key in the RDATA. */
  readonly bytes: number;
}

const curves: Readonly<Record<13 | 14 | 15 | 16, Curve>> = {
  13: { name: "P-256", bytes: 64 },
  14: { name: "P-384", bytes: 96 },
  15: { name: "Ed25519", bytes: 32 },
  16: { name: "Ed448", bytes: 57 },
};

/** The key of a DNSKEY's RDATA; `undefined` for bytes that are no key of this algorithm. */
export function publicKeyOf(algorithm: SigningAlgorithm, bytes: Buffer): KeyObject | undefined {
  const key = publicJWK(algorithm, bytes);
  if (key === undefined) return undefined;
  try {
    return createPublicKey({ key, format: "jwk" });
  } catch {
    // A point that isn't on its curve.
    return undefined;
  }
}

/** The same as a JSON Web Key. */
export function publicJWK(algorithm: SigningAlgorithm, bytes: Buffer): JsonWebKey | undefined {
  if (algorithm === 8 || algorithm === 10) return rsaJWK(algorithm, bytes);
  const curve = curves[algorithm];
  if (bytes.length !== curve.bytes) return undefined;
  if (algorithm === 15 || algorithm === 16) return { kty: "OKP", crv: curve.name, x: base64url(bytes) };
  const half = curve.bytes / 2;
  return { kty: "EC", crv: curve.name, x: base64url(bytes.subarray(0, half)), y: base64url(bytes.subarray(half)) };
}

/** What stands in a DNSKEY for this key. Throws a `RangeError` for one that has no such form. */
export function publicKeyBytes(key: KeyObject): Buffer {
  const { kty, n, e, x, y } = key.export({ format: "jwk" });
  if (kty === "RSA" && n !== undefined && e !== undefined) {
    const exponent = Buffer.from(e, "base64url");
    return Buffer.concat([Buffer.from([exponent.length]), exponent, Buffer.from(n, "base64url")]);
  }
  if (x === undefined) throw new RangeError("the key isn't one that DNSKEY has a form for");
  return Buffer.concat([Buffer.from(x, "base64url"), Buffer.from(y ?? "", "base64url")]);
}

/** RFC 3110 §2: the exponent's length in one byte, or in two behind a zero; the exponent; the modulus. */
function rsaJWK(algorithm: 8 | 10, bytes: Buffer): JsonWebKey | undefined {
  if (bytes.length < 3) return undefined;
  const isLong = bytes[0] === 0;
  const length = isLong ? bytes.readUInt16BE(1) : bytes.readUInt8(0);
  const start = isLong ? 3 : 1;
  const exponent = bytes.subarray(start, start + length);
  const modulus = bytes.subarray(start + length);
  const bits = modulus.length * 8 - Math.clz32(modulus[0] ?? 0) + 24;
  if (length === 0 || length > maxExponentBytes || exponent.length !== length) return undefined;
  if (bits < minRSABits[algorithm] || bits > maxRSABits) return undefined;
  return { kty: "RSA", n: base64url(modulus), e: base64url(exponent) };
}

function base64url(bytes: Buffer): string {
  return bytes.toString("base64url");
}
