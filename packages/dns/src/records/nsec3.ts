import { decodeBase32Hex, encodeBase32Hex } from "../presentation/binary-text.js";
import type { RecordType } from "../wire/record-type.js";
import { formatSalt, parseSalt } from "./forms/salt.js";
import { formatTypeBitmap, parseTypeBitmap, readTypeBitmap, writeTypeBitmap } from "./forms/type-bitmap.js";

/** The next hashed name of a zone, and the types at this one (RFC 5155 §3). */
export interface NSEC3Data {
  /** 1 is SHA-1, the only one there is. */
  readonly hashAlgorithm: number;
  /** 1 is Opt-Out. */
  readonly flags: number;
  /** RFC 9276 asks for 0. */
  readonly iterations: number;
  /** RFC 9276 asks for an empty one. */
  readonly salt: Buffer;
  /** The hash itself, not its base32hex. */
  readonly nextHashedOwnerName: Buffer;
  /** Type numbers, ascending when read. */
  readonly types: readonly number[];
}

export const NSEC3: RecordType<NSEC3Data> = {
  code: 50,
  mnemonic: "NSEC3",
  read(reader) {
    const hashAlgorithm = reader.uint8();
    const flags = reader.uint8();
    const iterations = reader.uint16();
    const salt = reader.characterString();
    const nextHashedOwnerName = reader.characterString();
    if (nextHashedOwnerName.length === 0) throw reader.error("nextHashedOwnerName is empty");
    return { hashAlgorithm, flags, iterations, salt, nextHashedOwnerName, types: readTypeBitmap(reader) };
  },
  write(data, writer) {
    writer.uint8(data.hashAlgorithm);
    writer.uint8(data.flags);
    writer.uint16(data.iterations);
    writer.characterString(data.salt);
    if (data.nextHashedOwnerName.length === 0) throw new RangeError("nextHashedOwnerName is empty");
    writer.characterString(data.nextHashedOwnerName);
    writeTypeBitmap(data.types, writer);
  },
  parse(tokens) {
    const hashAlgorithm = tokens.uint8("hashAlgorithm");
    const flags = tokens.uint8("flags");
    const iterations = tokens.uint16("iterations");
    const salt = parseSalt(tokens);
    const nextHashedOwnerName = decodeBase32Hex(tokens.word("nextHashedOwnerName"));
    if (nextHashedOwnerName === undefined || nextHashedOwnerName.length === 0 || nextHashedOwnerName.length > 255) {
      throw tokens.fail("nextHashedOwnerName has to be base32hex (RFC 4648 §7), without padding");
    }
    return { hashAlgorithm, flags, iterations, salt, nextHashedOwnerName, types: parseTypeBitmap(tokens) };
  },
  format(data) {
    const parameters = `${data.hashAlgorithm} ${data.flags} ${data.iterations} ${formatSalt(data.salt)}`;
    return `${parameters} ${encodeBase32Hex(data.nextHashedOwnerName)}${formatTypeBitmap(data.types)}`;
  },
};
