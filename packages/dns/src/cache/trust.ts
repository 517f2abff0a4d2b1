/** How far data is to be believed, by where it stood (RFC 2181 §5.4.1). Data doesn't take the place of data with a higher rank. */
export const Trust = {
  /** The additional section, or the authority section of a referral: glue. */
  ADDITIONAL: 1,
  /** The answer of a server that isn't authoritative: what a resolver is told by another. */
  ANSWER: 2,
  /** The authority section of an authoritative answer. */
  AUTHORITY: 3,
  /** The answer section of an authoritative answer. */
  AUTHORITATIVE_ANSWER: 4,
} as const;

/** What DNSSEC says of data (RFC 4033 §5); `"unchecked"` where nobody looked. */
export type SecurityStatus = "secure" | "insecure" | "bogus" | "indeterminate" | "unchecked";
