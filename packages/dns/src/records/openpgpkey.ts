import { encodeBase64 } from "../presentation/binary-text.js";
import type { RecordType } from "../wire/record-type.js";
import { readRest, writeRest } from "./forms/rest-octets.js";

/** An OpenPGP Transferable Public Key (RFC 7929 §2). */
export interface OPENPGPKEYData {
  readonly publicKey: Buffer;
}

export const OPENPGPKEY: RecordType<OPENPGPKEYData> = {
  code: 61,
  mnemonic: "OPENPGPKEY",
  read: (reader) => ({ publicKey: readRest(reader, "publicKey") }),
  write(data, writer) {
    writeRest(data.publicKey, "publicKey", writer);
  },
  parse: (tokens) => ({ publicKey: tokens.restBase64("publicKey") }),
  format: (data) => encodeBase64(data.publicKey),
};
