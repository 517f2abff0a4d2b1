import type { TokenReader } from "../../presentation/token-reader.js";
import type { RDataReader } from "../../wire/rdata-reader.js";
import type { RDataWriter } from "../../wire/rdata-writer.js";
import { typeCode, typeMnemonic } from "../type-codes.js";

/**
 * The set of types at a name, as NSEC, NSEC3 and CSYNC hold it (RFC 4034 §4.1.2): for each window of 256 types in use its number,
 * how many octets follow, and a bit for each type.
 *
 *     Type Bit Maps Field = ( Window Block # | Bitmap Length | Bitmap )+
 */

/** The types, ascending. Windows that are empty, out of order or end in zeros are refused. */
export function readTypeBitmap(reader: RDataReader): number[] {
  const types: number[] = [];
  let lastWindow = -1;
  while (reader.remaining > 0) {
    const window = reader.uint8();
    const bitmap = reader.characterString();
    if (window <= lastWindow) throw reader.error("type bit map windows that don't ascend");
    if (bitmap.length === 0 || bitmap.length > 32 || bitmap[bitmap.length - 1] === 0) {
      throw reader.error("a type bit map window that isn't 1 to 32 octets without zeros at the end");
    }
    lastWindow = window;
    addTypes(window, bitmap, types);
  }
  return types;
}

/** The types, in any order. Throws a `RangeError` for what is no type. */
export function writeTypeBitmap(types: readonly number[], writer: RDataWriter): void {
  const ascending = [...types].sort((a, b) => a - b);
  const bitmap = Buffer.alloc(32);
  let index = 0;
  while (index < ascending.length) {
    const window = (ascending[index] ?? 0) >>> 8;
    let length = 0;
    bitmap.fill(0);
    for (; index < ascending.length; index++) {
      const type = ascending[index] ?? 0;
      if (!Number.isInteger(type) || type < 0 || type > 0xffff) throw new RangeError(`${type} is no type`);
      if (type >>> 8 !== window) break;
      const octet = (type & 0xff) >>> 3;
      bitmap[octet] = (bitmap[octet] ?? 0) | (0x80 >>> (type & 7));
      length = octet + 1;
    }
    writer.uint8(window);
    writer.characterString(bitmap.subarray(0, length));
  }
}

/** The mnemonics that are left, in any order. */
export function parseTypeBitmap(tokens: TokenReader): number[] {
  const types = new Set<number>();
  while (!tokens.isLast) types.add(parseTypeCode(tokens, "types"));
  return [...types].sort((a, b) => a - b);
}

/** The mnemonics of types, each with a blank in front. */
export function formatTypeBitmap(types: readonly number[]): string {
  let text = "";
  for (const type of types) text += ` ${typeMnemonic(type)}`;
  return text;
}

/** A type by mnemonic or as `TYPE123`. */
export function parseTypeCode(tokens: TokenReader, field: string): number {
  const code = typeCode(tokens.word(field));
  if (code === undefined) throw tokens.fail(`${field} has to be a record type, such as A or TYPE65280`);
  return code;
}

function addTypes(window: number, bitmap: Buffer, types: number[]): void {
  for (let i = 0; i < bitmap.length; i++) {
    const octet = bitmap[i] ?? 0;
    for (let bit = 0; octet !== 0 && bit < 8; bit++) {
      if ((octet & (0x80 >>> bit)) !== 0) types.push((window << 8) | (i << 3) | bit);
    }
  }
}
