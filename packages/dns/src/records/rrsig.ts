import { encodeBase64 } from "../presentation/binary-text.js";
import type { Name } from "../wire/name.js";
import type { RecordType } from "../wire/record-type.js";
import { parseAlgorithm } from "./forms/algorithm.js";
import { readRest, writeRest } from "./forms/rest-octets.js";
import { formatTimestamp, parseTimestamp } from "./forms/timestamp.js";
import { parseTypeCode } from "./forms/type-bitmap.js";
import { typeMnemonic } from "./type-codes.js";

/** The signature of an RRset (RFC 4034 §3). */
export interface RRSIGData {
  /** The TYPE of the RRset. */
  readonly typeCovered: number;
  /** IANA's "DNS Security Algorithm Numbers". */
  readonly algorithm: number;
  /** Labels of the original owner, the root and a leading `*` not counted. */
  readonly labels: number;
  /** The RRset's TTL in the zone, in seconds. */
  readonly originalTTL: number;
  /** Seconds since 1970, modulo 2^32. */
  readonly signatureExpiration: number;
  /** Seconds since 1970, modulo 2^32. */
  readonly signatureInception: number;
  readonly keyTag: number;
  /** The zone. */
  readonly signersName: Name;
  readonly signature: Buffer;
}

export const RRSIG: RecordType<RRSIGData> = {
  code: 46,
  mnemonic: "RRSIG",
  read: (reader) => ({
    typeCovered: reader.uint16(),
    algorithm: reader.uint8(),
    labels: reader.uint8(),
    originalTTL: reader.uint32(),
    signatureExpiration: reader.uint32(),
    signatureInception: reader.uint32(),
    keyTag: reader.uint16(),
    signersName: reader.plainName(),
    signature: readRest(reader, "signature"),
  }),
  write(data, writer) {
    writer.uint16(data.typeCovered);
    writer.uint8(data.algorithm);
    writer.uint8(data.labels);
    writer.uint32(data.originalTTL);
    writer.uint32(data.signatureExpiration);
    writer.uint32(data.signatureInception);
    writer.uint16(data.keyTag);
    writer.uncompressedName(data.signersName);
    writeRest(data.signature, "signature", writer);
  },
  parse: (tokens) => ({
    typeCovered: parseTypeCode(tokens, "typeCovered"),
    algorithm: parseAlgorithm(tokens),
    labels: tokens.uint8("labels"),
    originalTTL: tokens.duration("originalTTL"),
    signatureExpiration: parseTimestamp(tokens, "signatureExpiration"),
    signatureInception: parseTimestamp(tokens, "signatureInception"),
    keyTag: tokens.uint16("keyTag"),
    signersName: tokens.name("signersName"),
    signature: tokens.restBase64("signature"),
  }),
  format(data) {
    const covered = `${typeMnemonic(data.typeCovered)} ${data.algorithm} ${data.labels} ${data.originalTTL}`;
    const times = `${formatTimestamp(data.signatureExpiration)} ${formatTimestamp(data.signatureInception)}`;
    return `${covered} ${times} ${data.keyTag} ${data.signersName.toString()} ${encodeBase64(data.signature)}`;
  },
};
