import type { RDataReader } from "../../wire/rdata-reader.js";
import type { RDataWriter } from "../../wire/rdata-writer.js";

/** All that is left of the RDATA, which has to be something: a key or digest of no octets has no presentation form. */
export function readRest(reader: RDataReader, field: string): Buffer {
  if (reader.remaining === 0) throw reader.error(`${field} is empty`);
  return reader.rest();
}

/** Octets up to the RDATA's end. Throws a `RangeError` that names `field` where there are none. */
export function writeRest(octets: Uint8Array, field: string, writer: RDataWriter): void {
  if (octets.length === 0) throw new RangeError(`${field} is empty`);
  writer.bytes(octets);
}
