import { quoteOctets } from "../presentation/octet-escapes.js";
import type { RecordType } from "../wire/record-type.js";

/** A host's kind (RFC 1035 §3.3.2), and the answer to an ANY query that isn't answered in full (RFC 8482 §4.2). */
export interface HINFOData {
  readonly cpu: Buffer;
  readonly os: Buffer;
}

export const HINFO: RecordType<HINFOData> = {
  code: 13,
  mnemonic: "HINFO",
  read: (reader) => ({ cpu: reader.characterString(), os: reader.characterString() }),
  write(data, writer) {
    writer.characterString(data.cpu);
    writer.characterString(data.os);
  },
  parse: (tokens) => ({ cpu: tokens.characterString("cpu"), os: tokens.characterString("os") }),
  format: (data) => `${quoteOctets(data.cpu)} ${quoteOctets(data.os)}`,
};
