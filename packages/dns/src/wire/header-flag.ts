/** Bytes of a header (RFC 1035 §4.1.1). */
export const HEADER_BYTES = 12;

/** The bits of a header's second word (RFC 1035 §4.1.1, RFC 4035 §3). */
export const HeaderFlag = {
  /** It is a response. */
  QR: 0x8000,
  /** The answer is authoritative. */
  AA: 0x0400,
  /** It was truncated: ask again over TCP. */
  TC: 0x0200,
  /** Recursion is desired. */
  RD: 0x0100,
  /** Recursion is available. */
  RA: 0x0080,
  /** Reserved: zero. */
  Z: 0x0040,
  /** All data are authentic: DNSSEC has been checked. */
  AD: 0x0020,
  /** Checking is disabled: give it to me although DNSSEC says it is bogus. */
  CD: 0x0010,
} as const;

/** What a reply takes over of the query's second word: the opcode, RD and CD. */
export const KEPT_IN_REPLY = (0x0f << 11) | HeaderFlag.RD | HeaderFlag.CD;
