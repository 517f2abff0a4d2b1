import type { RecordType } from "../wire/record-type.js";
import { parseDigitGroups, readDigitGroups, writeDigitGroups } from "./forms/digit-groups.js";

/** A 64-bit locator of ILNP (RFC 6742 §2.3). */
export interface L64Data {
  /** Lower is tried first. */
  readonly preference: number;
  /** Four groups of four digits: `2001:0db8:1140:1000`. */
  readonly locator64: string;
}

const form = { groups: 4, digits: 4, separator: ":", omitsZeros: true };

export const L64: RecordType<L64Data> = {
  code: 106,
  mnemonic: "L64",
  read: (reader) => ({ preference: reader.uint16(), locator64: readDigitGroups(form, reader) }),
  write(data, writer) {
    writer.uint16(data.preference);
    writeDigitGroups(form, data.locator64, writer);
  },
  parse: (tokens) => ({
    preference: tokens.uint16("preference"),
    locator64: parseDigitGroups(form, tokens, "locator64"),
  }),
  format: (data) => `${data.preference} ${data.locator64}`,
};
