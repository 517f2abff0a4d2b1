import type { Name } from "../wire/name.js";
import type { RecordType } from "../wire/record-type.js";

/** The canonical name that an alias stands for (RFC 1035 §3.3.1). */
export interface CNAMEData {
  readonly cname: Name;
}

export const CNAME: RecordType<CNAMEData> = {
  code: 5,
  mnemonic: "CNAME",
  read: (reader) => ({ cname: reader.name() }),
  write(data, writer) {
    writer.name(data.cname);
  },
  parse: (tokens) => ({ cname: tokens.name("cname") }),
  format: (data) => data.cname.toString(),
};
