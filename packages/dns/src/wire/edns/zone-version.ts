import type { EDNSOptionType } from "./edns-option-type.js";

/** What version of a zone an answer is from (RFC 9660 §2). A query asks with none of these. */
export interface ZoneVersionData {
  /** How many labels of the query name, from the right, are the zone's. */
  readonly labelCount: number;
  /** 0 is the SOA serial. */
  readonly type: number;
  /** For type 0 the serial, 4 bytes. */
  readonly version: Buffer;
}

export const ZoneVersion: EDNSOptionType<ZoneVersionData | undefined> = {
  code: 19,
  name: "ZONEVERSION",
  read(reader) {
    if (reader.remaining === 0) return undefined;
    const labelCount = reader.uint8();
    const type = reader.uint8();
    if (type === 0 && reader.remaining !== 4) throw reader.error("a SOA serial has 4 bytes");
    return { labelCount, type, version: reader.rest() };
  },
  write(data, writer) {
    if (data === undefined) return;
    writer.uint8(data.labelCount);
    writer.uint8(data.type);
    writer.bytes(data.version);
  },
};
