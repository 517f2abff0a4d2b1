import { encodeHex } from "../presentation/binary-text.js";
import type { RecordType } from "../wire/record-type.js";

/** RFC 8976 §2.2.4: a digest has at least as many octets. */
const MIN_DIGEST_OCTETS = 12;

/** The digest of a whole zone (RFC 8976 §2). */
export interface ZONEMDData {
  /** The serial of the zone's SOA. */
  readonly serial: number;
  /** 1 is SIMPLE. */
  readonly scheme: number;
  /** 1 SHA-384, 2 SHA-512. */
  readonly hashAlgorithm: number;
  /** At least 12 octets. */
  readonly digest: Buffer;
}

export const ZONEMD: RecordType<ZONEMDData> = {
  code: 63,
  mnemonic: "ZONEMD",
  read(reader) {
    const serial = reader.uint32();
    const scheme = reader.uint8();
    const hashAlgorithm = reader.uint8();
    if (reader.remaining < MIN_DIGEST_OCTETS) throw reader.error("digest has fewer than 12 octets");
    return { serial, scheme, hashAlgorithm, digest: reader.rest() };
  },
  write(data, writer) {
    if (data.digest.length < MIN_DIGEST_OCTETS) throw new RangeError("digest has fewer than 12 octets");
    writer.uint32(data.serial);
    writer.uint8(data.scheme);
    writer.uint8(data.hashAlgorithm);
    writer.bytes(data.digest);
  },
  parse(tokens) {
    const serial = tokens.uint32("serial");
    const scheme = tokens.uint8("scheme");
    const hashAlgorithm = tokens.uint8("hashAlgorithm");
    const digest = tokens.restHex("digest");
    if (digest.length < MIN_DIGEST_OCTETS) throw tokens.fail("digest has fewer than 12 octets");
    return { serial, scheme, hashAlgorithm, digest };
  },
  format: (data) => `${data.serial} ${data.scheme} ${data.hashAlgorithm} ${encodeHex(data.digest)}`,
};
