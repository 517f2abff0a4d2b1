import { quoteOctets } from "../presentation/octet-escapes.js";
import type { Name } from "../wire/name.js";
import type { RecordType } from "../wire/record-type.js";

/** A rule that rewrites a name to another, or to a URI (RFC 3403 §4.1). */
export interface NAPTRData {
  readonly order: number;
  readonly preference: number;
  readonly flags: Buffer;
  readonly services: Buffer;
  readonly regexp: Buffer;
  readonly replacement: Name;
}

export const NAPTR: RecordType<NAPTRData> = {
  code: 35,
  mnemonic: "NAPTR",
  read: (reader) => ({
    order: reader.uint16(),
    preference: reader.uint16(),
    flags: reader.characterString(),
    services: reader.characterString(),
    regexp: reader.characterString(),
    replacement: reader.name(),
  }),
  write(data, writer) {
    writer.uint16(data.order);
    writer.uint16(data.preference);
    writer.characterString(data.flags);
    writer.characterString(data.services);
    writer.characterString(data.regexp);
    writer.uncompressedName(data.replacement);
  },
  parse: (tokens) => ({
    order: tokens.uint16("order"),
    preference: tokens.uint16("preference"),
    flags: tokens.characterString("flags"),
    services: tokens.characterString("services"),
    regexp: tokens.characterString("regexp"),
    replacement: tokens.name("replacement"),
  }),
  format(data) {
    const strings = [data.flags, data.services, data.regexp].map((string) => quoteOctets(string)).join(" ");
    return `${data.order} ${data.preference} ${strings} ${data.replacement.toString()}`;
  },
};
