import { DNSKEY, type DNSKEYData } from "../records/dnskey.js";
import { RDataWriter } from "../wire/rdata-writer.js";

/** RSA/MD5, whose tag is taken out of the key itself (RFC 4034 appendix B.1). */
const rsaMD5 = 1;

/** The RDATA of a DNSKEY as bytes. */
export function dnskeyRData(key: DNSKEYData): Buffer {
  const writer = new RDataWriter();
  DNSKEY.write(key, writer);
  return writer.written;
}

/** The 16 bits by which signatures and DS records refer to a key (RFC 4034 appendix B). Several keys may have the same. */
export function keyTag(key: DNSKEYData): number {
  const { publicKey } = key;
  if (key.algorithm === rsaMD5) return publicKey.length < 3 ? 0 : publicKey.readUInt16BE(publicKey.length - 3);
  const rdata = dnskeyRData(key);
  let sum = 0;
  for (let i = 0; i < rdata.length; i++) sum += (i & 1) === 0 ? (rdata[i] ?? 0) << 8 : (rdata[i] ?? 0);
  return (sum + ((sum >>> 16) & 0xffff)) & 0xffff;
}
