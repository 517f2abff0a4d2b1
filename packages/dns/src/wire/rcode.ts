/** How a query went (RFC 6895 §2.3). Those over 15 need EDNS, or stand in a TSIG record. */
export const Rcode = {
  NOERROR: 0,
  FORMERR: 1,
  SERVFAIL: 2,
  NXDOMAIN: 3,
  NOTIMP: 4,
  REFUSED: 5,
  YXDOMAIN: 6,
  YXRRSET: 7,
  NXRRSET: 8,
  /** Not authoritative (RFC 2136), or not authorised (RFC 8945). */
  NOTAUTH: 9,
  NOTZONE: 10,
  DSOTYPENI: 11,
  /** The EDNS version isn't supported. */
  BADVERS: 16,
  /** A TSIG signature that doesn't verify. The same number as BADVERS, in another place. */
  BADSIG: 16,
  BADKEY: 17,
  BADTIME: 18,
  BADMODE: 19,
  BADNAME: 20,
  BADALG: 21,
  BADTRUNC: 22,
  BADCOOKIE: 23,
} as const;

const names = new Map<number, string>(
  Object.entries(Rcode)
    .filter(([name]) => name !== "BADSIG")
    .map(([name, code]) => [code, name]),
);

/** `"NXDOMAIN"` for 3; `"RCODE12"` for one without a name. */
export function rcodeText(rcode: number): string {
  return names.get(rcode) ?? `RCODE${String(rcode)}`;
}
