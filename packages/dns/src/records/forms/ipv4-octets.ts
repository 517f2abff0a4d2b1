import { parseIPv4 } from "../../presentation/ipv4-text.js";
import type { RDataWriter } from "../../wire/rdata-writer.js";

/** An IPv4 address as four octets. Throws a `RangeError` that names `field` where it is none. */
export function writeIPv4(address: string, field: string, writer: RDataWriter): void {
  const value = parseIPv4(address);
  if (value === -1) throw new RangeError(`${field} is no IPv4 address`);
  writer.uint32(value);
}
