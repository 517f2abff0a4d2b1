import type { Name } from "../wire/name.js";
import type { RecordType } from "../wire/record-type.js";
import { formatTypeBitmap, parseTypeBitmap, readTypeBitmap, writeTypeBitmap } from "./forms/type-bitmap.js";

/** The next name of a zone, and the types at this one (RFC 4034 §4). */
export interface NSECData {
  readonly nextDomainName: Name;
  /** Type numbers, ascending when read. */
  readonly types: readonly number[];
}

export const NSEC: RecordType<NSECData> = {
  code: 47,
  mnemonic: "NSEC",
  read: (reader) => ({ nextDomainName: reader.plainName(), types: readTypeBitmap(reader) }),
  write(data, writer) {
    writer.plainName(data.nextDomainName);
    writeTypeBitmap(data.types, writer);
  },
  parse: (tokens) => ({ nextDomainName: tokens.name("nextDomainName"), types: parseTypeBitmap(tokens) }),
  format: (data) => data.nextDomainName.toString() + formatTypeBitmap(data.types),
};
