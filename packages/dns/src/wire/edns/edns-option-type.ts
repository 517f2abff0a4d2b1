import type { RDataReader } from "../rdata-reader.js";
import type { RDataWriter } from "../rdata-writer.js";

/** One EDNS option (RFC 6891 §6.1.2): its number, its name, and how its data are read and written. */
export interface EDNSOptionType<Data> {
  /** IANA's "DNS EDNS0 Option Codes": 10. */
  readonly code: number;
  /** `"COOKIE"`. */
  readonly name: string;
  /** Reads OPTION-DATA. The caller checks that nothing is left. Throws only `DNSDecodeError`. */
  read(reader: RDataReader): Data;
  /** Writes OPTION-DATA. Throws a `RangeError` for data that no option can hold. */
  write(data: Data, writer: RDataWriter): void;
}
