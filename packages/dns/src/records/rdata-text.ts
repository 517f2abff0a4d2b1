import type { TokenReader } from "../presentation/token-reader.js";
import { DNSError } from "../wire/dns-error.js";
import { RDataReader } from "../wire/rdata-reader.js";
import { RDataWriter } from "../wire/rdata-writer.js";
import type { RecordType } from "../wire/record-type.js";
import { UnknownType } from "../wire/unknown-type.js";

/**
 * The data of one record from all tokens that are left: as the type writes them, or, for any type, as `\# length hex` (RFC 3597 §5).
 * Throws a `DNSTextError`.
 */
export function parseRData<Data extends object>(type: RecordType<Data>, tokens: TokenReader): Data {
  const data = tokens.peek() === "\\#" ? parseGeneric(type, tokens) : type.parse(tokens);
  tokens.end();
  return data;
}

/** The data of RDATA that stands alone, without a message around it. Throws a `DNSDecodeError`. */
export function decodeRData<Data extends object>(type: RecordType<Data>, rdata: Uint8Array): Data {
  const reader = new RDataReader(Buffer.from(rdata));
  const data = type.read(reader);
  if (reader.remaining !== 0) throw reader.error("bytes are left behind the RDATA");
  return data;
}

/** RDATA of its own, uncompressed. Throws a `RangeError` for data that no RDATA can hold. */
export function encodeRData<Data extends object>(type: RecordType<Data>, data: Data): Buffer {
  const writer = new RDataWriter();
  type.write(data, writer);
  return writer.written;
}

/** The data in the form that any type can be written in: `\# 4 C0000201`. */
export function formatGenericRData<Data extends object>(type: RecordType<Data>, data: Data): string {
  return new UnknownType(type.code).format({ rdata: encodeRData(type, data) });
}

function parseGeneric<Data extends object>(type: RecordType<Data>, tokens: TokenReader): Data {
  const { rdata } = new UnknownType(type.code).parse(tokens);
  try {
    return decodeRData(type, rdata);
  } catch (error) {
    if (!(error instanceof DNSError)) throw error;
    throw tokens.fail(`these octets are no ${type.mnemonic}: ${error.message}`);
  }
}
