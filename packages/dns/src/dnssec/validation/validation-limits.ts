import { resolveLimits } from "@twist/core/wire";

/** How much work a `DNSSECValidator` does. `Infinity` switches a limit off. */
export interface ValidationLimits {
  /** Signatures that are verified for one response and the keys that it leads to, good ones and bad ones (KeyTrap, CVE-2023-50387). @default 32 */
  readonly maxVerifications: number;
  /** How many of those may turn out bad. @default 8 */
  readonly maxFailedVerifications: number;
  /** Keys of a zone with the same tag and algorithm that a signature is tried with. @default 4 */
  readonly maxKeysPerTag: number;
  /** Keys and digests of a zone that are looked at. @default 32 */
  readonly maxKeys: number;
  /** NSEC and NSEC3 records of a response that are looked at. @default 24 */
  readonly maxProofs: number;
  /** A zone whose NSEC3 records have more iterations is insecure (RFC 9276 §3.2). @default 100 */
  readonly maxNSEC3Iterations: number;
  /** Names that are hashed for the NSEC3 records of one response and those that it leads to (CVE-2023-50868). @default 64 */
  readonly maxNSEC3Hashes: number;
  /** DNSKEY and DS questions that are asked for one response. @default 64 */
  readonly maxFetches: number;
  /** Aliases of a response that are followed. @default 16 */
  readonly maxAliases: number;
  /** Zones whose keys are kept. @default 2_000 */
  readonly maxZones: number;
  /** For how long they are kept at most, whatever their TTL, in milliseconds. @default 86_400_000 */
  readonly maxKeyLifetimeMs: number;
}

export const DEFAULT_VALIDATION_LIMITS: ValidationLimits = Object.freeze({
  maxVerifications: 32,
  maxFailedVerifications: 8,
  maxKeysPerTag: 4,
  maxKeys: 32,
  maxProofs: 24,
  maxNSEC3Iterations: 100,
  maxNSEC3Hashes: 64,
  maxFetches: 64,
  maxAliases: 16,
  maxZones: 2_000,
  maxKeyLifetimeMs: 86_400_000,
});

/** All limits, with `overrides`. @throws {RangeError} @throws {TypeError} */
export function validationLimits(overrides?: Partial<ValidationLimits>): ValidationLimits {
  return resolveLimits<keyof ValidationLimits>(overrides, { ...DEFAULT_VALIDATION_LIMITS });
}
