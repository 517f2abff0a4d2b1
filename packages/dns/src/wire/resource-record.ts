import { DNSDecodeError } from "./dns-decode-error.js";
import type { MessageSource } from "./message-source.js";
import { Name } from "./name.js";
import { RDataReader } from "./rdata-reader.js";
import { RDataWriter } from "./rdata-writer.js";
import { classText, RecordClass } from "./record-class.js";
import type { RecordType } from "./record-type.js";

/** What a `ResourceRecord` is made of. */
export interface ResourceRecordOptions<Data extends object> {
  /** Whose record it is. */
  readonly name: Name | string;
  /** One of the record types: `MX`. */
  readonly type: RecordType<Data>;
  /** @default RecordClass.IN */
  readonly class?: number;
  /** How long it may be cached, in seconds. */
  readonly ttl: number;
  /** What the type says its data are. Absent only in records of UPDATE messages that have no RDATA (RFC 2136 §2.4, §2.5). */
  readonly data?: Data;
}

/** A record's place in the message that it was decoded from. */
interface Place {
  readonly source: MessageSource;
  readonly offset: number;
  /** Where its RDATA begins. */
  readonly rdata: number;
}

/**
 * A resource record (RFC 1035 §3.2.1): immutable. One that was decoded reads its name and data when they are asked for, and
 * then may throw a `DNSDecodeError`; `Message.assertValid()` looks at all of them beforehand.
 */
export class ResourceRecord<Data extends object = object> {
  /** The type's code: compare with `MX.code`, or ask `is(MX)`. */
  readonly type: number;
  readonly class: number;
  /** Seconds that it may be cached. One over 2^31 - 1 on the wire is 0 here (RFC 2181 §8). */
  readonly ttl: number;
  #name: Name | undefined;
  #data: Data | undefined;
  #recordType: RecordType<Data> | undefined;
  /**
   * Its RDATA once it was written for the second time, where no name in it may be compressed: zones write theirs often. A character for
   * each octet, as in names: a string is one piece of memory, a buffer three.
   */
  #encoded: string | undefined;
  #wasWritten = false;
  readonly #source: MessageSource | undefined;
  readonly #offset: number;
  readonly #rdata: number;
  readonly #rdataEnd: number;

  /** Throws a `RangeError` for a TTL or class that no record can have. */
  constructor(options: ResourceRecordOptions<Data> | Place) {
    if ("source" in options) {
      const { source, offset, rdata } = options;
      this.type = source.uint16(rdata - 10);
      this.class = source.uint16(rdata - 8);
      const ttl = source.uint32(rdata - 6);
      this.ttl = ttl > 0x7fff_ffff ? 0 : ttl;
      this.#source = source;
      this.#offset = offset;
      this.#rdata = rdata;
      this.#rdataEnd = rdata + source.uint16(rdata - 2);
    } else {
      const { name, type, ttl, data } = options;
      const recordClass = options.class ?? RecordClass.IN;
      if (!(Number.isInteger(ttl) && ttl >= 0 && ttl <= 0x7fff_ffff)) throw new RangeError(`${String(ttl)} is no TTL`);
      if (recordClass >>> 0 !== recordClass || recordClass > 0xffff) throw new RangeError("there is no such class");
      this.type = type.code;
      this.class = recordClass;
      this.ttl = ttl;
      this.#name = Name.from(name);
      this.#data = data;
      this.#recordType = type;
      this.#source = undefined;
      this.#offset = 0;
      this.#rdata = 0;
      this.#rdataEnd = 0;
    }
  }

  /** Whose record it is. */
  get name(): Name {
    return (this.#name ??= this.#readName());
  }

  /** Its data, as its type defines them; `{ rdata }` where the type isn't known. */
  get data(): Data {
    return (this.#data ??= this.#readData());
  }

  /** The type as an object: what reads, writes, parses and formats its data. */
  get recordType(): RecordType<Data> {
    // A record of this class was decoded with this type, or `is()` has told so.
    return (this.#recordType ??= this.#source?.types.get(this.type) as RecordType<Data>);
  }

  /** Whether it has no RDATA at all, as records of UPDATE messages may (RFC 2136 §2.4). Most types' `data` then can't be read. */
  get isEmpty(): boolean {
    return this.#source === undefined ? this.#data === undefined : this.#rdata === this.#rdataEnd;
  }

  /** Where its TTL stands in the message that it was decoded from: a cache may age it there. `undefined` if it wasn't. */
  get ttlOffset(): number | undefined {
    return this.#source === undefined ? undefined : this.#rdata - 6;
  }

  /** Whether it is of this type; its data then have the type's shape. */
  is<Other extends object>(type: RecordType<Other>): this is ResourceRecord<Other> {
    return this.type === type.code;
  }

  /** Its data, read as another type's: what a registry without that type doesn't do. Throws a `DNSDecodeError`. */
  readAs<Other extends object>(type: RecordType<Other>): Other {
    const reader =
      this.#source?.reader(this.#rdata, this.#rdataEnd) ??
      new RDataReader(this.isEmpty ? Buffer.alloc(0) : this.encodeRData());
    const data = type.read(reader);
    if (reader.remaining !== 0) {
      throw new DNSDecodeError("bytes are left behind the RDATA", "BAD_RDATA", reader.offset);
    }
    return data;
  }

  /** The same record with another TTL, name or class. */
  with(changes: { readonly ttl?: number; readonly name?: Name; readonly class?: number }): ResourceRecord<Data> {
    return new ResourceRecord<Data>({
      name: changes.name ?? this.name,
      type: this.recordType,
      class: changes.class ?? this.class,
      ttl: changes.ttl ?? this.ttl,
      ...(this.isEmpty ? {} : { data: this.data }),
    });
  }

  /** Its RDATA, uncompressed; with `canonical` as DNSSEC signs it (RFC 4034 §6.2). */
  encodeRData(canonical = false): Buffer {
    if (this.isEmpty) return Buffer.alloc(0);
    const writer = new RDataWriter({ canonical });
    this.recordType.write(this.data, writer);
    return writer.written;
  }

  /** Reads name and data, which otherwise are read when they are asked for. Throws a `DNSDecodeError`. */
  assertValid(): void {
    this.#name ??= this.#readName();
    // Records of UPDATE messages that say "all" or "none" have no data (RFC 2136 §2.4, §2.5).
    const deletes = this.class === RecordClass.ANY || this.class === RecordClass.NONE;
    if (!(deletes && this.isEmpty)) this.#data ??= this.#readData();
  }

  /** Writes the whole record. Throws a `DNSError` with code `"MESSAGE_TOO_LARGE"` when there is no room. */
  write(writer: RDataWriter): void {
    writer.name(this.name);
    const at = writer.reserve(10);
    writer.patchUint16(at, this.type);
    writer.patchUint16(at + 2, this.class);
    writer.patchUint32(at + 4, this.ttl);
    if (this.#encoded === undefined) this.#writeRData(writer);
    else writer.octets(this.#encoded);
    writer.patchUint16(at + 8, writer.offset - at - 10);
  }

  /** One line of a zone file: `example.com. 300 IN MX 10 mail.example.com.` */
  toString(): string {
    const data = this.isEmpty ? "" : ` ${this.recordType.format(this.data)}`;
    return `${this.name.toString()} ${String(this.ttl)} ${classText(this.class)} ${this.recordType.mnemonic}${data}`;
  }

  /** Whether both have the same name, type, class and data, whatever their TTLs (RFC 2136 §1.1.1). */
  equals(other: ResourceRecord): boolean {
    return (
      this.type === other.type &&
      this.class === other.class &&
      this.name.equals(other.name) &&
      this.encodeRData(true).equals(other.encodeRData(true))
    );
  }

  #writeRData(writer: RDataWriter): void {
    if (this.isEmpty) return;
    const from = writer.offset;
    const namesBefore = writer.compressibleNames;
    this.recordType.write(this.data, writer);
    if (this.#wasWritten && writer.compressibleNames === namesBefore) {
      this.#encoded = writer.buffer.toString("latin1", from, writer.offset);
    }
    this.#wasWritten = true;
  }

  #readName(): Name {
    return this.#source?.names.read(this.#offset, this.#rdata - 10) ?? Name.root;
  }

  #readData(): Data {
    // Most types refuse to be read out of nothing.
    return this.readAs(this.recordType);
  }
}
