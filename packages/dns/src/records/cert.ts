import { encodeBase64 } from "../presentation/binary-text.js";
import { parseDecimal } from "../presentation/decimal-text.js";
import type { RecordType } from "../wire/record-type.js";
import { parseAlgorithm } from "./forms/algorithm.js";
import { readRest, writeRest } from "./forms/rest-octets.js";

/** A certificate, or where to find one (RFC 4398 §2). */
export interface CERTData {
  /** 1 PKIX, 2 SPKI, 3 PGP, 4 IPKIX, 5 ISPKI, 6 IPGP, 7 ACPKIX, 8 IACPKIX, 253 URI, 254 OID. */
  readonly type: number;
  readonly keyTag: number;
  /** IANA's "DNS Security Algorithm Numbers"; 0 where the certificate's isn't among them. */
  readonly algorithm: number;
  readonly certificate: Buffer;
}

const types = new Map(
  Object.entries({ PKIX: 1, SPKI: 2, PGP: 3, IPKIX: 4, ISPKI: 5, IPGP: 6, ACPKIX: 7, IACPKIX: 8, URI: 253, OID: 254 }),
);
const mnemonics = new Map([...types].map(([mnemonic, type]) => [type, mnemonic]));

export const CERT: RecordType<CERTData> = {
  code: 37,
  mnemonic: "CERT",
  read: (reader) => ({
    type: reader.uint16(),
    keyTag: reader.uint16(),
    algorithm: reader.uint8(),
    certificate: readRest(reader, "certificate"),
  }),
  write(data, writer) {
    writer.uint16(data.type);
    writer.uint16(data.keyTag);
    writer.uint8(data.algorithm);
    writeRest(data.certificate, "certificate", writer);
  },
  parse(tokens) {
    const word = tokens.word("type");
    const type = types.get(word.toUpperCase()) ?? parseDecimal(word);
    if (type < 0 || type > 0xffff) throw tokens.fail("type has to be PKIX, SPKI, PGP, … or a number from 0 to 65535");
    const keyTag = tokens.uint16("keyTag");
    return { type, keyTag, algorithm: parseAlgorithm(tokens), certificate: tokens.restBase64("certificate") };
  },
  format(data) {
    const type = mnemonics.get(data.type) ?? String(data.type);
    return `${type} ${data.keyTag} ${data.algorithm} ${encodeBase64(data.certificate)}`;
  },
};
