/**
 * `@twist/dns/dnssec`: signing zones, and validating responses.
 *
 * @packageDocumentation
 */
export { makeDS } from "./delegation-digest.js";
export { type SigningAlgorithm } from "./signing-algorithm.js";
export { KeyFileError } from "./signing/key-file-error.js";
export { readKeyFiles, writeKeyFiles } from "./signing/key-files.js";
export type { NSEC3Options } from "./signing/nsec3-chain.js";
export { resignZone, type ResignZoneOptions } from "./signing/resign-zone.js";
export { signZone, type SignZoneOptions } from "./signing/sign-zone.js";
export { type GenerateKeyOptions, type KeyRole, SigningKey, type SigningKeyOptions } from "./signing/signing-key.js";
export type { SigningTimesOptions } from "./signing/signing-times.js";
export { DNSSECValidator, type DNSSECValidatorOptions } from "./validation/dnssec-validator.js";
export { ROOT_TRUST_ANCHORS } from "./validation/root-trust-anchors.js";
export type { FetchRecords, ValidateResponse, Validation, ValidationStatus } from "./validation/validation.js";
export { DEFAULT_VALIDATION_LIMITS, type ValidationLimits } from "./validation/validation-limits.js";
