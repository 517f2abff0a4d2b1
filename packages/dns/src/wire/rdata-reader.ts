import { DNSDecodeError } from "./dns-decode-error.js";
import type { Name } from "./name.js";
import { NameReader } from "./name-reader.js";

/**
 * What a record type reads its RDATA with. It knows where the RDATA ends; each method throws a `DNSDecodeError` rather than
 * read over that. Bytes that it gives out are slices of the message: copy them to keep them for long.
 */
export class RDataReader {
  readonly #bytes: Buffer;
  readonly #names: NameReader;
  #offset = 0;
  #end = 0;

  /** A reader of `bytes` from `offset` to `end`, which may be moved with `open`. */
  constructor(bytes: Buffer, names: NameReader = new NameReader(bytes), offset = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#names = names;
    this.#offset = offset;
    this.#end = end;
  }

  /** Moves to the RDATA between `offset` and `end`. */
  open(offset: number, end: number): void {
    this.#offset = offset;
    this.#end = end;
  }

  /** How many bytes are left. */
  get remaining(): number {
    return this.#end - this.#offset;
  }

  /** Where the next byte stands in the message. */
  get offset(): number {
    return this.#offset;
  }

  uint8(): number {
    return this.#bytes[this.#take(1)] ?? 0;
  }

  uint16(): number {
    const at = this.#take(2);
    const bytes = this.#bytes;
    return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  }

  uint32(): number {
    const at = this.#take(4);
    const bytes = this.#bytes;
    return (
      (((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)) >>>
      0
    );
  }

  /** A name, compression pointers followed: what the types of RFC 1035 hold, and RFC 3597 §4 lets receivers accept in a few others. */
  name(): Name {
    const name = this.#names.read(this.#offset, this.#end);
    this.#offset = this.#names.end;
    return name;
  }

  /** A name that must not be compressed: what newer types hold (RFC 3597 §4). */
  plainName(): Name {
    const from = this.#offset;
    const name = this.name();
    if (name.byteLength !== this.#offset - from) {
      throw new DNSDecodeError("a compressed name where none may be", "BAD_POINTER", from);
    }
    return name;
  }

  /** The next `count` bytes. */
  bytes(count: number): Buffer {
    const at = this.#take(count);
    return this.#bytes.subarray(at, at + count);
  }

  /** A character-string: up to 255 bytes with their number in front (RFC 1035 §3.3). */
  characterString(): Buffer {
    return this.bytes(this.uint8());
  }

  /** All that is left, possibly nothing. */
  rest(): Buffer {
    return this.bytes(this.remaining);
  }

  /** An error that says why this RDATA is none, for a type to throw: code `"BAD_RDATA"`. */
  error(reason: string): DNSDecodeError {
    return new DNSDecodeError(reason, "BAD_RDATA", this.#offset);
  }

  #take(count: number): number {
    const at = this.#offset;
    const next = at + count;
    if (next > this.#end) throw new DNSDecodeError("RDATA is cut short", "BAD_RDATA", at);
    this.#offset = next;
    return at;
  }
}
