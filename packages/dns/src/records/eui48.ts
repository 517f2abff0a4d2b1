import type { RecordType } from "../wire/record-type.js";
import { parseDigitGroups, readDigitGroups, writeDigitGroups } from "./forms/digit-groups.js";

/** A link-layer address of 48 bits (RFC 7043 §3). */
export interface EUI48Data {
  /** `00-00-5e-00-53-2a`. */
  readonly address: string;
}

const form = { groups: 6, digits: 2, separator: "-", omitsZeros: false };

export const EUI48: RecordType<EUI48Data> = {
  code: 108,
  mnemonic: "EUI48",
  read: (reader) => ({ address: readDigitGroups(form, reader) }),
  write(data, writer) {
    writeDigitGroups(form, data.address, writer);
  },
  parse: (tokens) => ({ address: parseDigitGroups(form, tokens, "address") }),
  format: (data) => data.address,
};
