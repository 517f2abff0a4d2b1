import { formatIPv4, parseIPv4 } from "../presentation/ipv4-text.js";
import type { RecordType } from "../wire/record-type.js";

/** An IPv4 address of a host (RFC 1035 §3.4.1). */
export interface AData {
  /** In dotted decimal. */
  readonly address: string;
}

export const A: RecordType<AData> = {
  code: 1,
  mnemonic: "A",
  read: (reader) => ({ address: formatIPv4(reader.uint32()) }),
  write(data, writer) {
    const address = parseIPv4(data.address);
    if (address === -1) throw new RangeError("address is no IPv4 address");
    writer.uint32(address);
  },
  parse: (tokens) => ({ address: tokens.ipv4("address") }),
  format: (data) => data.address,
};
