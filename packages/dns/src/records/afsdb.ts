import type { Name } from "../wire/name.js";
import type { RecordType } from "../wire/record-type.js";

/** A database server of an AFS or DCE cell (RFC 1183 §1). */
export interface AFSDBData {
  /** 1 AFS, 2 DCE. */
  readonly subtype: number;
  readonly hostname: Name;
}

export const AFSDB: RecordType<AFSDBData> = {
  code: 18,
  mnemonic: "AFSDB",
  read: (reader) => ({ subtype: reader.uint16(), hostname: reader.name() }),
  write(data, writer) {
    writer.uint16(data.subtype);
    writer.uncompressedName(data.hostname);
  },
  parse: (tokens) => ({ subtype: tokens.uint16("subtype"), hostname: tokens.name("hostname") }),
  format: (data) => `${data.subtype} ${data.hostname.toString()}`,
};
