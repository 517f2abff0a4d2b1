import { formatIPv6, parseIPv6 } from "../../presentation/ipv6-text.js";
import type { RDataReader } from "../../wire/rdata-reader.js";
import type { RDataWriter } from "../../wire/rdata-writer.js";

const groups = new Uint16Array(8);

/** Sixteen octets as an IPv6 address. */
export function readIPv6(reader: RDataReader): string {
  for (let i = 0; i < 8; i++) groups[i] = reader.uint16();
  return formatIPv6(groups);
}

/** An IPv6 address as sixteen octets. Throws a `RangeError` that names `field` where it is none. */
export function writeIPv6(address: string, field: string, writer: RDataWriter): void {
  if (!parseIPv6(address, groups)) throw new RangeError(`${field} is no IPv6 address`);
  for (let i = 0; i < 8; i++) writer.uint16(groups[i] ?? 0);
}
