import type { Name } from "../wire/name.js";
import type { RecordType } from "../wire/record-type.js";

/** A name that has the L32 and L64 records of a subnetwork (RFC 6742 §2.4). */
export interface LPData {
  /** Lower is tried first. */
  readonly preference: number;
  readonly fqdn: Name;
}

export const LP: RecordType<LPData> = {
  code: 107,
  mnemonic: "LP",
  read: (reader) => ({ preference: reader.uint16(), fqdn: reader.plainName() }),
  write(data, writer) {
    writer.uint16(data.preference);
    writer.plainName(data.fqdn);
  },
  parse: (tokens) => ({ preference: tokens.uint16("preference"), fqdn: tokens.name("fqdn") }),
  format: (data) => `${data.preference} ${data.fqdn.toString()}`,
};
