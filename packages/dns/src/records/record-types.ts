import type { RecordType } from "../wire/record-type.js";
import { RecordTypes } from "../wire/record-types.js";
import { A } from "./a.js";
import { AAAA } from "./aaaa.js";
import { AFSDB } from "./afsdb.js";
import { AMTRELAY } from "./amtrelay.js";
import { APL } from "./apl.js";
import { CAA } from "./caa.js";
import { CDNSKEY } from "./cdnskey.js";
import { CDS } from "./cds.js";
import { CERT } from "./cert.js";
import { CNAME } from "./cname.js";
import { CSYNC } from "./csync.js";
import { DHCID } from "./dhcid.js";
import { DNAME } from "./dname.js";
import { DNSKEY } from "./dnskey.js";
import { DS } from "./ds.js";
import { EUI48 } from "./eui48.js";
import { EUI64 } from "./eui64.js";
import { HINFO } from "./hinfo.js";
import { HIP } from "./hip.js";
import { HTTPS } from "./https.js";
import { IPSECKEY } from "./ipseckey.js";
import { KX } from "./kx.js";
import { L32 } from "./l32.js";
import { L64 } from "./l64.js";
import { LOC } from "./loc.js";
import { LP } from "./lp.js";
import { MX } from "./mx.js";
import { NAPTR } from "./naptr.js";
import { NID } from "./nid.js";
import { NS } from "./ns.js";
import { NSEC } from "./nsec.js";
import { NSEC3 } from "./nsec3.js";
import { NSEC3PARAM } from "./nsec3param.js";
import { OPENPGPKEY } from "./openpgpkey.js";
import { PTR } from "./ptr.js";
import { RESINFO } from "./resinfo.js";
import { RP } from "./rp.js";
import { RRSIG } from "./rrsig.js";
import { SMIMEA } from "./smimea.js";
import { SOA } from "./soa.js";
import { SPF } from "./spf.js";
import { SRV } from "./srv.js";
import { SSHFP } from "./sshfp.js";
import { SVCB } from "./svcb.js";
import { TKEY } from "./tkey.js";
import { TLSA } from "./tlsa.js";
import { TXT } from "./txt.js";
import { URI } from "./uri.js";
import { ZONEMD } from "./zonemd.js";

/** The record types that Twist knows, by their mnemonics and in the order of their codes. A new one is a file, and a line here. */
export const knownTypes = {
  A,
  NS,
  CNAME,
  SOA,
  PTR,
  HINFO,
  MX,
  TXT,
  RP,
  AFSDB,
  AAAA,
  LOC,
  SRV,
  NAPTR,
  KX,
  CERT,
  DNAME,
  APL,
  DS,
  SSHFP,
  IPSECKEY,
  RRSIG,
  NSEC,
  DNSKEY,
  DHCID,
  NSEC3,
  NSEC3PARAM,
  TLSA,
  SMIMEA,
  HIP,
  CDS,
  CDNSKEY,
  OPENPGPKEY,
  CSYNC,
  ZONEMD,
  SVCB,
  HTTPS,
  SPF,
  NID,
  L32,
  L64,
  LP,
  EUI48,
  EUI64,
  TKEY,
  URI,
  CAA,
  AMTRELAY,
  RESINFO,
};

/** What the data of each known type look like: `RecordDataByType["MX"]` is `MXData`. */
export type RecordDataByType = {
  readonly [Mnemonic in keyof typeof knownTypes]: (typeof knownTypes)[Mnemonic] extends RecordType<infer Data>
    ? Data
    : never;
};

/** The same as a registry, which finds types by code or mnemonic and handles all others after RFC 3597. */
export const recordTypes: RecordTypes = new RecordTypes(Object.values(knownTypes));
