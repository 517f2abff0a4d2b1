import type { Name } from "../wire/name.js";
import type { RecordType } from "../wire/record-type.js";

/** Who is responsible for a host (RFC 1183 §2.2). */
export interface RPData {
  /** A mailbox, its `@` written as a dot; the root where there is none. */
  readonly mboxDname: Name;
  /** Where TXT records say more; the root where there is none. */
  readonly txtDname: Name;
}

export const RP: RecordType<RPData> = {
  code: 17,
  mnemonic: "RP",
  read: (reader) => ({ mboxDname: reader.name(), txtDname: reader.name() }),
  write(data, writer) {
    writer.uncompressedName(data.mboxDname);
    writer.uncompressedName(data.txtDname);
  },
  parse: (tokens) => ({ mboxDname: tokens.name("mboxDname"), txtDname: tokens.name("txtDname") }),
  format: (data) => `${data.mboxDname.toString()} ${data.txtDname.toString()}`,
};
