import type { RecordType } from "../wire/record-type.js";
import { formatTypeBitmap, parseTypeBitmap, readTypeBitmap, writeTypeBitmap } from "./forms/type-bitmap.js";

/** Which records a child asks its parent to copy (RFC 7477 §2.1). */
export interface CSYNCData {
  readonly soaSerial: number;
  /** 1 is "immediate", 2 "soaminimum". */
  readonly flags: number;
  /** Type numbers, ascending when read. */
  readonly types: readonly number[];
}

export const CSYNC: RecordType<CSYNCData> = {
  code: 62,
  mnemonic: "CSYNC",
  read: (reader) => ({ soaSerial: reader.uint32(), flags: reader.uint16(), types: readTypeBitmap(reader) }),
  write(data, writer) {
    writer.uint32(data.soaSerial);
    writer.uint16(data.flags);
    writeTypeBitmap(data.types, writer);
  },
  parse: (tokens) => ({
    soaSerial: tokens.uint32("soaSerial"),
    flags: tokens.uint16("flags"),
    types: parseTypeBitmap(tokens),
  }),
  format: (data) => `${data.soaSerial} ${data.flags}${formatTypeBitmap(data.types)}`,
};
