import type { RecordType } from "../wire/record-type.js";
import { parseDigitGroups, readDigitGroups, writeDigitGroups } from "./forms/digit-groups.js";

/** A link-layer address of 64 bits (RFC 7043 §4). */
export interface EUI64Data {
  /** `00-00-5e-ef-10-00-00-2a`. */
  readonly address: string;
}

const form = { groups: 8, digits: 2, separator: "-", omitsZeros: false };

export const EUI64: RecordType<EUI64Data> = {
  code: 109,
  mnemonic: "EUI64",
  read: (reader) => ({ address: readDigitGroups(form, reader) }),
  write(data, writer) {
    writeDigitGroups(form, data.address, writer);
  },
  parse: (tokens) => ({ address: parseDigitGroups(form, tokens, "address") }),
  format: (data) => data.address,
};
