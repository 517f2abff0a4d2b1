import type { EDNSOptionType } from "./edns-option-type.js";

/** Why a query failed, or was answered as it was (RFC 8914 §2). */
export interface ExtendedErrorData {
  /** One of `ExtendedErrorCode`. */
  readonly infoCode: number;
  /** For people. A peer's text: sanitise it before it is logged. */
  readonly extraText: string;
}

/** IANA's "Extended DNS Error Codes". */
export const ExtendedErrorCode = {
  OTHER: 0,
  UNSUPPORTED_DNSKEY_ALGORITHM: 1,
  UNSUPPORTED_DS_DIGEST_TYPE: 2,
  STALE_ANSWER: 3,
  FORGED_ANSWER: 4,
  DNSSEC_INDETERMINATE: 5,
  DNSSEC_BOGUS: 6,
  SIGNATURE_EXPIRED: 7,
  SIGNATURE_NOT_YET_VALID: 8,
  DNSKEY_MISSING: 9,
  RRSIGS_MISSING: 10,
  NO_ZONE_KEY_BIT_SET: 11,
  NSEC_MISSING: 12,
  CACHED_ERROR: 13,
  NOT_READY: 14,
  BLOCKED: 15,
  CENSORED: 16,
  FILTERED: 17,
  PROHIBITED: 18,
  STALE_NXDOMAIN_ANSWER: 19,
  NOT_AUTHORITATIVE: 20,
  NOT_SUPPORTED: 21,
  NO_REACHABLE_AUTHORITY: 22,
  NETWORK_ERROR: 23,
  INVALID_DATA: 24,
  SIGNATURE_EXPIRED_BEFORE_VALID: 25,
  TOO_EARLY: 26,
  UNSUPPORTED_NSEC3_ITERATIONS: 27,
  UNABLE_TO_CONFORM_TO_POLICY: 28,
  SYNTHESIZED: 29,
  INVALID_QUERY_TYPE: 30,
} as const;

export const ExtendedError: EDNSOptionType<ExtendedErrorData> = {
  code: 15,
  name: "EDE",
  read(reader) {
    const infoCode = reader.uint16();
    const text = reader.rest().toString("utf8");
    // RFC 8914 §2: a NUL at the end may be there and isn't part of the text.
    return { infoCode, extraText: text.endsWith("\0") ? text.slice(0, -1) : text };
  },
  write({ infoCode, extraText }, writer) {
    writer.uint16(infoCode);
    if (extraText !== "") writer.bytes(Buffer.from(extraText, "utf8"));
  },
};
