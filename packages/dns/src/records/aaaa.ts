import { readIPv6, writeIPv6 } from "./forms/ipv6-octets.js";
import type { RecordType } from "../wire/record-type.js";

/** An IPv6 address of a host (RFC 3596 §2). */
export interface AAAAData {
  /** As RFC 5952 writes it. */
  readonly address: string;
}

export const AAAA: RecordType<AAAAData> = {
  code: 28,
  mnemonic: "AAAA",
  read: (reader) => ({ address: readIPv6(reader) }),
  write(data, writer) {
    writeIPv6(data.address, "address", writer);
  },
  parse: (tokens) => ({ address: tokens.ipv6("address") }),
  format: (data) => data.address,
};
