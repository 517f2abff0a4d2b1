import { quoteOctets } from "../../presentation/octet-escapes.js";
import type { TokenReader } from "../../presentation/token-reader.js";
import type { RDataReader } from "../../wire/rdata-reader.js";
import type { RDataWriter } from "../../wire/rdata-writer.js";
import type { RecordType } from "../../wire/record-type.js";

/** One or more character-strings (RFC 1035 §3.3.14): what TXT holds, and SPF and RESINFO with it. */
export interface TextStrings {
  /** At least one; each has up to 255 octets, UTF-8 by custom. */
  readonly txtData: readonly Buffer[];
}

/** A type whose RDATA is that of TXT. */
export function textStringsType(code: number, mnemonic: string): RecordType<TextStrings> {
  return { code, mnemonic, read, write, parse, format };
}

function read(reader: RDataReader): TextStrings {
  const txtData = [reader.characterString()];
  while (reader.remaining > 0) txtData.push(reader.characterString());
  return { txtData };
}

function write(data: TextStrings, writer: RDataWriter): void {
  const { txtData } = data;
  if (txtData.length === 0) throw new RangeError("txtData has no string: an empty one has to be there at least");
  for (const string of txtData) writer.characterString(string);
}

function parse(tokens: TokenReader): TextStrings {
  const txtData = [tokens.characterString("txtData")];
  while (!tokens.isLast) txtData.push(tokens.characterString("txtData"));
  return { txtData };
}

function format(data: TextStrings): string {
  return data.txtData.map((string) => quoteOctets(string)).join(" ");
}
