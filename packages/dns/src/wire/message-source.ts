import { DNSDecodeError } from "./dns-decode-error.js";
import { NameReader } from "./name-reader.js";
import { RDataReader } from "./rdata-reader.js";
import type { RecordTypes } from "./record-types.js";

/** The bytes of a message that its records are read from when they are asked for. */
export class MessageSource {
  readonly bytes: Buffer;
  readonly types: RecordTypes;
  readonly names: NameReader;
  #reader: RDataReader | undefined;

  constructor(bytes: Buffer, types: RecordTypes) {
    this.bytes = bytes;
    this.types = types;
    this.names = new NameReader(bytes);
  }

  uint16(at: number): number {
    const { bytes } = this;
    return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  }

  uint32(at: number): number {
    const { bytes } = this;
    return (
      (((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)) >>>
      0
    );
  }

  /** The one reader of RDATA, moved to what stands between two offsets. */
  reader(offset: number, end: number): RDataReader {
    const reader = (this.#reader ??= new RDataReader(this.bytes, this.names));
    reader.open(offset, end);
    return reader;
  }

  /** The offset behind the name at `offset`, whose pointer isn't followed. Throws a `DNSDecodeError`. */
  skipName(offset: number): number {
    const { bytes } = this;
    let position = offset;
    while (position < bytes.length) {
      const length = bytes[position] ?? 0;
      if (length === 0) return position + 1;
      if (length >= 0xc0) return position + 2;
      if (length > 63) throw new DNSDecodeError("a label of a type that isn't in use", "BAD_LABEL", position);
      position += 1 + length;
    }
    throw new DNSDecodeError("the message ends in a name", "MESSAGE_TOO_SHORT", bytes.length);
  }
}
