import type { Name } from "../wire/name.js";
import { RDataWriter } from "../wire/rdata-writer.js";
import type { RecordType } from "../wire/record-type.js";

/** A SIG record (RFC 2535 §4.1), as SIG(0) uses it: it covers the message, not a type. */
export interface SIGData {
  /** 0. */
  readonly typeCovered: number;
  readonly algorithm: number;
  /** 0. */
  readonly labels: number;
  /** 0. */
  readonly originalTTL: number;
  /** Seconds since 1970, modulo 2^32. */
  readonly expiration: number;
  /** Seconds since 1970, modulo 2^32. */
  readonly inception: number;
  readonly keyTag: number;
  readonly signerName: Name;
  readonly signature: Buffer;
}

export const SIG: RecordType<SIGData> = {
  code: 24,
  mnemonic: "SIG",
  read: (reader) => ({
    typeCovered: reader.uint16(),
    algorithm: reader.uint8(),
    labels: reader.uint8(),
    originalTTL: reader.uint32(),
    expiration: reader.uint32(),
    inception: reader.uint32(),
    keyTag: reader.uint16(),
    signerName: reader.name(),
    signature: reader.rest(),
  }),
  write(data, writer) {
    writeUnsigned(data, writer);
    writer.bytes(data.signature);
  },
  parse(tokens) {
    throw tokens.fail("a SIG record belongs to a message, and can't stand in a zone");
  },
  format: (data) =>
    `TYPE${data.typeCovered} ${data.algorithm} ${data.labels} ${data.originalTTL} ${data.expiration} ${data.inception} ` +
    `${data.keyTag} ${data.signerName.toString()} ${data.signature.toString("base64")}`,
};

/** What of the RDATA is signed along with the message (RFC 2931 §3.1): all but the signature. */
export function unsignedRData(data: SIGData): Buffer {
  const writer = new RDataWriter();
  writeUnsigned(data, writer);
  return writer.written;
}

function writeUnsigned(data: SIGData, writer: RDataWriter): void {
  writer.uint16(data.typeCovered);
  writer.uint8(data.algorithm);
  writer.uint8(data.labels);
  writer.uint32(data.originalTTL);
  writer.uint32(data.expiration);
  writer.uint32(data.inception);
  writer.uint16(data.keyTag);
  writer.uncompressedName(data.signerName);
}
