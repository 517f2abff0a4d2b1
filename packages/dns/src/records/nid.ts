import type { RecordType } from "../wire/record-type.js";
import { parseDigitGroups, readDigitGroups, writeDigitGroups } from "./forms/digit-groups.js";

/** A node identifier of ILNP (RFC 6742 §2.1). */
export interface NIDData {
  /** Lower is tried first. */
  readonly preference: number;
  /** Four groups of four digits: `0014:4fff:ff20:ee64`. */
  readonly nodeID: string;
}

const form = { groups: 4, digits: 4, separator: ":", omitsZeros: true };

export const NID: RecordType<NIDData> = {
  code: 104,
  mnemonic: "NID",
  read: (reader) => ({ preference: reader.uint16(), nodeID: readDigitGroups(form, reader) }),
  write(data, writer) {
    writer.uint16(data.preference);
    writeDigitGroups(form, data.nodeID, writer);
  },
  parse: (tokens) => ({ preference: tokens.uint16("preference"), nodeID: parseDigitGroups(form, tokens, "nodeID") }),
  format: (data) => `${data.preference} ${data.nodeID}`,
};
