import type { TokenReader } from "../presentation/token-reader.js";
import type { RDataReader } from "./rdata-reader.js";
import type { RDataWriter } from "./rdata-writer.js";
import type { RecordType } from "./record-type.js";

/** The data of a record whose type isn't known: its RDATA. */
export interface UnknownData {
  readonly rdata: Buffer;
}

/** A type that isn't known, after RFC 3597: `TYPE123`, its data as bytes, `\# 4 0a000001` in text. */
export class UnknownType implements RecordType<UnknownData> {
  readonly code: number;

  constructor(code: number) {
    this.code = code;
  }

  get mnemonic(): string {
    return `TYPE${String(this.code)}`;
  }

  read(reader: RDataReader): UnknownData {
    return { rdata: reader.rest() };
  }

  write(data: UnknownData, writer: RDataWriter): void {
    writer.bytes(data.rdata);
  }

  parse(tokens: TokenReader): UnknownData {
    if (tokens.word("\\#") !== "\\#") throw tokens.fail("the data of a type that isn't known begin with \\#");
    const length = tokens.uint16("the RDATA's length");
    const rdata = length === 0 ? Buffer.alloc(0) : tokens.restHex("the RDATA");
    if (rdata.length !== length) throw tokens.fail("the RDATA's length isn't what was announced");
    return { rdata };
  }

  format(data: UnknownData): string {
    const { rdata } = data;
    return rdata.length === 0 ? "\\# 0" : `\\# ${String(rdata.length)} ${rdata.toString("hex")}`;
  }
}
