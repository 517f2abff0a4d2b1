import { asBuffer } from "@twist/core/wire";
import { DNSError } from "./dns-error.js";
import type { Name } from "./name.js";
import type { NameCompressor } from "./name-compressor.js";

/** The longest DNS message, and so the longest anything in one. */
const MAX_BYTES = 0xffff;
const INITIAL_BYTES = 512;

/** How an `RDataWriter` writes. */
export interface RDataWriterOptions {
  /** Where to write. It is replaced by a larger one when it is full. @default a new buffer */
  readonly buffer?: Buffer;
  /** Bytes that may be written in all. @default 65_535 */
  readonly maxBytes?: number;
  /** What compresses names, where the type allows it. @default none: no name is compressed */
  readonly compressor?: NameCompressor | undefined;
  /** Names as DNSSEC signs them: not compressed, and lower-cased in the types of RFC 4034 §6.2. @default false */
  readonly canonical?: boolean;
}

/**
 * What a record type writes its RDATA with: the mirror of `RDataReader`. Over the bytes that there is room for, each
 * method throws a `DNSError` with code `"MESSAGE_TOO_LARGE"`; a value that a field can't hold is a `RangeError`.
 */
export class RDataWriter {
  /** Where it writes; `offset` bytes of it are valid. Replaced as it grows. */
  buffer: Buffer;
  /** Where the next byte goes. Whoever sets it back takes back what was written. */
  offset = 0;
  /** Bytes that may be written in all. */
  maxBytes: number;
  /** How many names it has written that may be compressed: data without one are the same bytes wherever they stand. */
  compressibleNames = 0;
  readonly #compressor: NameCompressor | undefined;
  readonly #canonical: boolean;

  constructor(options: RDataWriterOptions = {}) {
    const { buffer, maxBytes = MAX_BYTES, compressor, canonical = false } = options;
    this.buffer = buffer ?? Buffer.allocUnsafe(Math.min(INITIAL_BYTES, maxBytes));
    this.maxBytes = maxBytes;
    this.#compressor = compressor;
    this.#canonical = canonical;
  }

  /** What has been written, as a slice of `buffer`. */
  get written(): Buffer {
    return this.buffer.subarray(0, this.offset);
  }

  uint8(value: number): void {
    if (value >>> 0 !== value || value > 0xff) throw outOfRange(value, 8);
    const at = this.reserve(1);
    this.buffer[at] = value;
  }

  uint16(value: number): void {
    if (value >>> 0 !== value || value > 0xffff) throw outOfRange(value, 16);
    const at = this.reserve(2);
    const { buffer } = this;
    buffer[at] = value >>> 8;
    buffer[at + 1] = value;
  }

  uint32(value: number): void {
    if (value >>> 0 !== value) throw outOfRange(value, 32);
    const at = this.reserve(4);
    const { buffer } = this;
    buffer[at] = value >>> 24;
    buffer[at + 1] = value >>> 16;
    buffer[at + 2] = value >>> 8;
    buffer[at + 3] = value;
  }

  /**
   * A name of a type of RFC 1035: compressed where the message is, lower-cased in canonical form. Only for NS, MD, MF, CNAME, SOA,
   * MB, MG, MR, PTR, MINFO and MX, and for owner names.
   */
  name(name: Name): void {
    this.compressibleNames += 1;
    if (this.#canonical) this.octets(name.key);
    else if (this.#compressor === undefined) this.octets(name.octets);
    else this.#compressor.write(name, this);
  }

  /**
   * A name that is never compressed, and lower-cased in canonical form: RP, AFSDB, RT, SIG, PX, NAPTR, KX, SRV, DNAME and
   * RRSIG (RFC 3597 §4, RFC 4034 §6.2).
   */
  uncompressedName(name: Name): void {
    this.octets(this.#canonical ? name.key : name.octets);
  }

  /** A name that is never compressed and keeps its case in canonical form: NSEC (RFC 6840 §5.1) and all newer types. */
  plainName(name: Name): void {
    this.octets(name.octets);
  }

  /** Bytes as they are: all of `bytes`, or those from `from` to `to`. */
  bytes(bytes: Uint8Array, from = 0, to = bytes.length): void {
    const length = to - from;
    const at = this.reserve(length);
    const { buffer } = this;
    // A call of `copy` costs more than a few bytes.
    if (length > 64) asBuffer(bytes).copy(buffer, at, from, to);
    else for (let i = 0; i < length; i++) buffer[at + i] = bytes[from + i] ?? 0;
  }

  /** Bytes, given as a string with a character for each. */
  octets(octets: string): void {
    const { length } = octets;
    const at = this.reserve(length);
    const { buffer } = this;
    if (length > 64) buffer.write(octets, at, "latin1");
    else for (let i = 0; i < length; i++) buffer[at + i] = octets.charCodeAt(i);
  }

  /** A character-string: its length, then its bytes. Throws a `RangeError` over 255 of them. */
  characterString(bytes: Uint8Array): void {
    if (bytes.length > 255) throw new RangeError("a character-string has at most 255 bytes");
    this.uint8(bytes.length);
    this.bytes(bytes);
  }

  /** Makes room for `count` bytes and moves behind them; gives where they begin. Throws a `DNSError` when there isn't that room. */
  reserve(count: number): number {
    const at = this.offset;
    const next = at + count;
    if (next > this.maxBytes) throw new DNSError("there is no room for this", { code: "MESSAGE_TOO_LARGE" });
    if (next > this.buffer.length) this.#grow(next);
    this.offset = next;
    return at;
  }

  /** Puts 16 bits at `at`, where there is something already; nothing is checked. */
  patchUint16(at: number, value: number): void {
    const { buffer } = this;
    buffer[at] = value >>> 8;
    buffer[at + 1] = value;
  }

  /** Puts 32 bits at `at`, where there is something already; nothing is checked. */
  patchUint32(at: number, value: number): void {
    const { buffer } = this;
    buffer[at] = value >>> 24;
    buffer[at + 1] = value >>> 16;
    buffer[at + 2] = value >>> 8;
    buffer[at + 3] = value;
  }

  #grow(needed: number): void {
    const larger = Buffer.allocUnsafe(Math.min(Math.max(needed, this.buffer.length * 2), this.maxBytes));
    this.buffer.copy(larger, 0, 0, this.offset);
    this.buffer = larger;
  }
}

function outOfRange(value: number, bits: number): RangeError {
  return new RangeError(`${String(value)} doesn't fit a field of ${String(bits)} bits`);
}
