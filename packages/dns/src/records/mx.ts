import type { Name } from "../wire/name.js";
import type { RecordType } from "../wire/record-type.js";

/** A host that takes mail for the owner (RFC 1035 §3.3.9). */
export interface MXData {
  /** Lower is tried first. */
  readonly preference: number;
  /** The root stands for "no mail at all" (RFC 7505). */
  readonly exchange: Name;
}

export const MX: RecordType<MXData> = {
  code: 15,
  mnemonic: "MX",
  read: (reader) => ({ preference: reader.uint16(), exchange: reader.name() }),
  write(data, writer) {
    writer.uint16(data.preference);
    writer.name(data.exchange);
  },
  parse: (tokens) => ({ preference: tokens.uint16("preference"), exchange: tokens.name("exchange") }),
  format: (data) => `${data.preference} ${data.exchange.toString()}`,
};
