import type { Name } from "../wire/name.js";
import type { RecordType } from "../wire/record-type.js";

/** A name that an address, or a service, points to (RFC 1035 §3.3.12). */
export interface PTRData {
  readonly ptrdname: Name;
}

export const PTR: RecordType<PTRData> = {
  code: 12,
  mnemonic: "PTR",
  read: (reader) => ({ ptrdname: reader.name() }),
  write(data, writer) {
    writer.name(data.ptrdname);
  },
  parse: (tokens) => ({ ptrdname: tokens.name("ptrdname") }),
  format: (data) => data.ptrdname.toString(),
};
