import type { TokenReader } from "../presentation/token-reader.js";
import type { RDataReader } from "./rdata-reader.js";
import type { RDataWriter } from "./rdata-writer.js";

/**
 * All that Twist knows about one type of resource record: its number, its name, and how its data is read and written, on the
 * wire and as text. One object in one file for each type; `recordTypes` holds them all.
 */
export interface RecordType<Data extends object = object> {
  /** The TYPE of RFC 1035 §3.2.2 and IANA's registry: 15. */
  readonly code: number;
  /** Its mnemonic: `"MX"`. */
  readonly mnemonic: string;
  /** Reads the RDATA. The caller has opened `reader` on exactly that, and checks that nothing is left. Throws only `DNSDecodeError`. */
  read(reader: RDataReader): Data;
  /** Writes the RDATA. Throws a `RangeError` for data that no RDATA can hold. */
  write(data: Data, writer: RDataWriter): void;
  /** The data of a presentation form, as zone files have it. */
  parse(tokens: TokenReader): Data;
  /** The presentation form of the data, on one line. */
  format(data: Data): string;
}
