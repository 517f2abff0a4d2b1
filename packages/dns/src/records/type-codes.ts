/**
 * Every TYPE that IANA's registry knows, by mnemonic: also those without a RecordType of their own, so that they can be asked
 * for and stand in type bit maps, and those that occur in queries alone.
 */
const codes: Readonly<Record<string, number>> = {
  A: 1,
  NS: 2,
  MD: 3,
  MF: 4,
  CNAME: 5,
  SOA: 6,
  MB: 7,
  MG: 8,
  MR: 9,
  NULL: 10,
  WKS: 11,
  PTR: 12,
  HINFO: 13,
  MINFO: 14,
  MX: 15,
  TXT: 16,
  RP: 17,
  AFSDB: 18,
  X25: 19,
  ISDN: 20,
  RT: 21,
  NSAP: 22,
  "NSAP-PTR": 23,
  SIG: 24,
  KEY: 25,
  PX: 26,
  GPOS: 27,
  AAAA: 28,
  LOC: 29,
  NXT: 30,
  EID: 31,
  NIMLOC: 32,
  SRV: 33,
  ATMA: 34,
  NAPTR: 35,
  KX: 36,
  CERT: 37,
  A6: 38,
  DNAME: 39,
  SINK: 40,
  OPT: 41,
  APL: 42,
  DS: 43,
  SSHFP: 44,
  IPSECKEY: 45,
  RRSIG: 46,
  NSEC: 47,
  DNSKEY: 48,
  DHCID: 49,
  NSEC3: 50,
  NSEC3PARAM: 51,
  TLSA: 52,
  SMIMEA: 53,
  HIP: 55,
  NINFO: 56,
  RKEY: 57,
  TALINK: 58,
  CDS: 59,
  CDNSKEY: 60,
  OPENPGPKEY: 61,
  CSYNC: 62,
  ZONEMD: 63,
  SVCB: 64,
  HTTPS: 65,
  DSYNC: 66,
  HHIT: 67,
  BRID: 68,
  SPF: 99,
  UINFO: 100,
  UID: 101,
  GID: 102,
  UNSPEC: 103,
  NID: 104,
  L32: 105,
  L64: 106,
  LP: 107,
  EUI48: 108,
  EUI64: 109,
  NXNAME: 128,
  TKEY: 249,
  TSIG: 250,
  IXFR: 251,
  AXFR: 252,
  MAILB: 253,
  MAILA: 254,
  ANY: 255,
  URI: 256,
  CAA: 257,
  AVC: 258,
  DOA: 259,
  AMTRELAY: 260,
  RESINFO: 261,
  WALLET: 262,
  CLA: 263,
  IPN: 264,
  TA: 32768,
  DLV: 32769,
};

const byMnemonic = new Map(Object.entries(codes));
const byCode = new Map(Object.entries(codes).map(([mnemonic, code]) => [code, mnemonic]));

/** The number of a type by mnemonic in any case, or as `TYPE123` (RFC 3597 §5); `undefined` for anything else. */
export function typeCode(text: string): number | undefined {
  const known = byMnemonic.get(text);
  if (known !== undefined) return known;
  if (text.length > 10) return undefined;
  const upper = text.toUpperCase();
  const code = byMnemonic.get(upper);
  if (code !== undefined || !/^TYPE\d{1,5}$/.test(upper)) return code;
  const number = Number(upper.slice(4));
  return number > 0xffff ? undefined : number;
}

/** A type's mnemonic; `TYPE123` where it has none. */
export function typeMnemonic(code: number): string {
  return byCode.get(code) ?? `TYPE${code}`;
}
