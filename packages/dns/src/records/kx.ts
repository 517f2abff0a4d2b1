import type { Name } from "../wire/name.js";
import type { RecordType } from "../wire/record-type.js";

/** A host that exchanges keys for the owner (RFC 2230 §3). */
export interface KXData {
  /** Lower is tried first. */
  readonly preference: number;
  readonly exchanger: Name;
}

export const KX: RecordType<KXData> = {
  code: 36,
  mnemonic: "KX",
  read: (reader) => ({ preference: reader.uint16(), exchanger: reader.plainName() }),
  write(data, writer) {
    writer.uint16(data.preference);
    writer.uncompressedName(data.exchanger);
  },
  parse: (tokens) => ({ preference: tokens.uint16("preference"), exchanger: tokens.name("exchanger") }),
  format: (data) => `${data.preference} ${data.exchanger.toString()}`,
};
