import type { RRSIGData } from "../records/rrsig.js";
import { ExtendedErrorCode } from "../wire/edns/extended-error.js";
import { compareSerials } from "../zone/serial.js";

/** The time as signatures have it: seconds since 1970, modulo 2^32 (RFC 4034 §3.1.5). */
export function signatureTime(milliseconds: number): number {
  return Math.floor(milliseconds / 1000) % 0x1_0000_0000;
}

/**
 * What is wrong with a signature's times at `now` (a `signatureTime`), as an `ExtendedErrorCode`; `undefined` where nothing is. They are
 * compared as serial numbers, so that they are good across the turn of the 32-bit clock.
 */
export function timeFault(signature: RRSIGData, now: number): number | undefined {
  const { signatureInception, signatureExpiration } = signature;
  if (!(compareSerials(signatureExpiration, signatureInception) >= 0)) {
    return ExtendedErrorCode.SIGNATURE_EXPIRED_BEFORE_VALID;
  }
  if (!(compareSerials(now, signatureInception) >= 0)) return ExtendedErrorCode.SIGNATURE_NOT_YET_VALID;
  if (!(compareSerials(signatureExpiration, now) >= 0)) return ExtendedErrorCode.SIGNATURE_EXPIRED;
  return undefined;
}
