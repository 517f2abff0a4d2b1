import { formatIPv4 } from "../presentation/ipv4-text.js";
import type { RecordType } from "../wire/record-type.js";
import { writeIPv4 } from "./forms/ipv4-octets.js";

/** A 32-bit locator of ILNP (RFC 6742 §2.2). */
export interface L32Data {
  /** Lower is tried first. */
  readonly preference: number;
  /** In dotted decimal. */
  readonly locator32: string;
}

export const L32: RecordType<L32Data> = {
  code: 105,
  mnemonic: "L32",
  read: (reader) => ({ preference: reader.uint16(), locator32: formatIPv4(reader.uint32()) }),
  write(data, writer) {
    writer.uint16(data.preference);
    writeIPv4(data.locator32, "locator32", writer);
  },
  parse: (tokens) => ({ preference: tokens.uint16("preference"), locator32: tokens.ipv4("locator32") }),
  format: (data) => `${data.preference} ${data.locator32}`,
};
