import { encodeHex } from "../presentation/binary-text.js";
import type { RecordType } from "../wire/record-type.js";
import { sshfpDigestLengths, wrongDigestLength } from "./forms/digest-length.js";
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
  read(reader) {
    const algorithm = reader.uint8();
    const fpType = reader.uint8();
    const fingerprint = readRest(reader, "fingerprint");
    const problem = wrongDigestLength(sshfpDigestLengths, fpType, fingerprint);
    if (problem !== undefined) throw reader.error(problem);
    return { algorithm, fpType, fingerprint };
  },
  write(data, writer) {
    const problem = wrongDigestLength(sshfpDigestLengths, data.fpType, data.fingerprint);
    if (problem !== undefined) throw new RangeError(problem);
    writer.uint8(data.algorithm);
    writer.uint8(data.fpType);
    writeRest(data.fingerprint, "fingerprint", writer);
  },
  parse(tokens) {
    const algorithm = tokens.uint8("algorithm");
    const fpType = tokens.uint8("fpType");
    const fingerprint = tokens.restHex("fingerprint");
    const problem = wrongDigestLength(sshfpDigestLengths, fpType, fingerprint);
    if (problem !== undefined) throw tokens.fail(problem);
    return { algorithm, fpType, fingerprint };
  },
  format: (data) => `${data.algorithm} ${data.fpType} ${encodeHex(data.fingerprint)}`,
};
