/**
 * `@twist/dns/records`: the record types, each an object that reads, writes, parses and formats its data: `record.is(MX)`.
 *
 * @packageDocumentation
 */
export { type AData, A } from "./a.js";
export { type AAAAData, AAAA } from "./aaaa.js";
export { type AFSDBData, AFSDB } from "./afsdb.js";
export { type AMTRELAYData, AMTRELAY } from "./amtrelay.js";
export { type APLItem, type APLData, APL } from "./apl.js";
export { type CAAData, CAA } from "./caa.js";
export { type CDNSKEYData, CDNSKEY } from "./cdnskey.js";
export { type CDSData, CDS } from "./cds.js";
export { type CERTData, CERT } from "./cert.js";
export { type CNAMEData, CNAME } from "./cname.js";
export { type CSYNCData, CSYNC } from "./csync.js";
export { type DHCIDData, DHCID } from "./dhcid.js";
export { type DNAMEData, DNAME } from "./dname.js";
export { type DNSKEYData, DNSKEY } from "./dnskey.js";
export { type DSData, DS } from "./ds.js";
export { type EUI48Data, EUI48 } from "./eui48.js";
export { type EUI64Data, EUI64 } from "./eui64.js";
export { type HINFOData, HINFO } from "./hinfo.js";
export { type HIPData, HIP } from "./hip.js";
export { type HTTPSData, HTTPS } from "./https.js";
export { type IPSECKEYData, IPSECKEY } from "./ipseckey.js";
export { type KXData, KX } from "./kx.js";
export { type L32Data, L32 } from "./l32.js";
export { type L64Data, L64 } from "./l64.js";
export { type LOCData, LOC } from "./loc.js";
export { type LPData, LP } from "./lp.js";
export { type MXData, MX } from "./mx.js";
export { type NAPTRData, NAPTR } from "./naptr.js";
export { type NIDData, NID } from "./nid.js";
export { type NSData, NS } from "./ns.js";
export { type NSECData, NSEC } from "./nsec.js";
export { type NSEC3Data, NSEC3 } from "./nsec3.js";
export { type NSEC3PARAMData, NSEC3PARAM } from "./nsec3param.js";
export { type OPENPGPKEYData, OPENPGPKEY } from "./openpgpkey.js";
export { type PTRData, PTR } from "./ptr.js";
export { type RESINFOData, RESINFO } from "./resinfo.js";
export { type RPData, RP } from "./rp.js";
export { type RRSIGData, RRSIG } from "./rrsig.js";
export { type SMIMEAData, SMIMEA } from "./smimea.js";
export { type SOAData, SOA } from "./soa.js";
export { type SPFData, SPF } from "./spf.js";
export { type SRVData, SRV } from "./srv.js";
export { type SSHFPData, SSHFP } from "./sshfp.js";
export { type SVCBData, SVCB } from "./svcb.js";
export { type TKEYData, TKEY } from "./tkey.js";
export { type TLSAData, TLSA } from "./tlsa.js";
export { type TXTData, TXT } from "./txt.js";
export { type URIData, URI } from "./uri.js";
export { type ZONEMDData, ZONEMD } from "./zonemd.js";
export { knownTypes, recordTypes, type RecordDataByType } from "./record-types.js";
