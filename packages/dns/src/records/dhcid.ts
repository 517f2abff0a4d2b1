import { encodeBase64 } from "../presentation/binary-text.js";
import type { RecordType } from "../wire/record-type.js";
import { readRest, writeRest } from "./forms/rest-octets.js";

/** Which DHCP client a name belongs to, so that another doesn't take it (RFC 4701 §3). */
export interface DHCIDData {
  /** 0 hardware address, 1 client identifier, 2 DUID. */
  readonly identifierType: number;
  /** 1 is SHA-256. */
  readonly digestType: number;
  readonly digest: Buffer;
}

export const DHCID: RecordType<DHCIDData> = {
  code: 49,
  mnemonic: "DHCID",
  read: (reader) => ({
    identifierType: reader.uint16(),
    digestType: reader.uint8(),
    digest: readRest(reader, "digest"),
  }),
  write(data, writer) {
    writer.uint16(data.identifierType);
    writer.uint8(data.digestType);
    writeRest(data.digest, "digest", writer);
  },
  // In text, all of it is one base64.
  parse(tokens) {
    const octets = tokens.restBase64("digest");
    if (octets.length < 4) throw tokens.fail("a DHCID has at least four octets");
    return { identifierType: octets.readUInt16BE(0), digestType: octets.readUInt8(2), digest: octets.subarray(3) };
  },
  format(data) {
    const types = Buffer.from([data.identifierType >>> 8, data.identifierType, data.digestType]);
    return encodeBase64(Buffer.concat([types, data.digest]));
  },
};
