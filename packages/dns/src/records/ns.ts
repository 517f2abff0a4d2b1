import type { Name } from "../wire/name.js";
import type { RecordType } from "../wire/record-type.js";

/** An authoritative name server of a zone (RFC 1035 §3.3.11). */
export interface NSData {
  readonly nsdname: Name;
}

export const NS: RecordType<NSData> = {
  code: 2,
  mnemonic: "NS",
  read: (reader) => ({ nsdname: reader.name() }),
  write(data, writer) {
    writer.name(data.nsdname);
  },
  parse: (tokens) => ({ nsdname: tokens.name("nsdname") }),
  format: (data) => data.nsdname.toString(),
};
