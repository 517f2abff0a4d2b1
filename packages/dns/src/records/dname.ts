import type { Name } from "../wire/name.js";
import type { RecordType } from "../wire/record-type.js";

/** Where all names below the owner are found instead (RFC 6672 §2.1). */
export interface DNAMEData {
  readonly target: Name;
}

export const DNAME: RecordType<DNAMEData> = {
  code: 39,
  mnemonic: "DNAME",
  read: (reader) => ({ target: reader.plainName() }),
  write(data, writer) {
    writer.uncompressedName(data.target);
  },
  parse: (tokens) => ({ target: tokens.name("target") }),
  format: (data) => data.target.toString(),
};
