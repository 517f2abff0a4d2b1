import { encodeHex } from "../presentation/binary-text.js";
import type { RecordType } from "../wire/record-type.js";
import { readRest, writeRest } from "./forms/rest-octets.js";

/** The fingerprint of a host's SSH key (RFC 4255 §3.1). */
export interface SSHFPData {
  /** 1 RSA, 3 ECDSA, 4 Ed25519, 6 Ed448. */
  readonly algorithm: number;
  /** 1 SHA-1, 2 SHA-256. */
  readonly fpType: number;
  readonly fingerprint: Buffer;
}

export const SSHFP: RecordType<SSHFPData> = {
  code: 44,
  mnemonic: "SSHFP",
  read: (reader) => ({
    algorithm: reader.uint8(),
    fpType: reader.uint8(),
    fingerprint: readRest(reader, "fingerprint"),
  }),
  write(data, writer) {
    writer.uint8(data.algorithm);
    writer.uint8(data.fpType);
    writeRest(data.fingerprint, "fingerprint", writer);
  },
  parse: (tokens) => ({
    algorithm: tokens.uint8("algorithm"),
    fpType: tokens.uint8("fpType"),
    fingerprint: tokens.restHex("fingerprint"),
  }),
  format: (data) => `${data.algorithm} ${data.fpType} ${encodeHex(data.fingerprint)}`,
};
