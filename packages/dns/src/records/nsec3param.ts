import type { RecordType } from "../wire/record-type.js";
import { formatSalt, parseSalt } from "./forms/salt.js";

/** The parameters that an authoritative server hashes names with (RFC 5155 §4). */
export interface NSEC3PARAMData {
  readonly hashAlgorithm: number;
  readonly flags: number;
  readonly iterations: number;
  readonly salt: Buffer;
}

export const NSEC3PARAM: RecordType<NSEC3PARAMData> = {
  code: 51,
  mnemonic: "NSEC3PARAM",
  read: (reader) => ({
    hashAlgorithm: reader.uint8(),
    flags: reader.uint8(),
    iterations: reader.uint16(),
    salt: reader.characterString(),
  }),
  write(data, writer) {
    writer.uint8(data.hashAlgorithm);
    writer.uint8(data.flags);
    writer.uint16(data.iterations);
    writer.characterString(data.salt);
  },
  parse: (tokens) => ({
    hashAlgorithm: tokens.uint8("hashAlgorithm"),
    flags: tokens.uint8("flags"),
    iterations: tokens.uint16("iterations"),
    salt: parseSalt(tokens),
  }),
  format: (data) => `${data.hashAlgorithm} ${data.flags} ${data.iterations} ${formatSalt(data.salt)}`,
};
