/** The types that stand in questions or envelopes and hold no zone's data (RFC 6895 §3.1). */
export const QueryType = {
  /** EDNS (RFC 6891): `message.edns`. */
  OPT: 41,
  TKEY: 249,
  /** `message.signature` (RFC 8945). */
  TSIG: 250,
  /** An incremental zone transfer (RFC 1995). */
  IXFR: 251,
  /** A whole zone (RFC 5936). */
  AXFR: 252,
  MAILB: 253,
  MAILA: 254,
  /** Whatever is there; a server need not give all (RFC 8482). */
  ANY: 255,
} as const;

/** Whether a type is for questions and envelopes alone, so that no zone holds it (RFC 6895 §3.1): 128 to 255, OPT, and 0. */
export function isMetaType(type: number): boolean {
  return type === 0 || type === QueryType.OPT || (type >= 128 && type <= 255);
}
