import { DNSDecodeError } from "../dns-decode-error.js";
import type { MessageSource } from "../message-source.js";
import { RDataReader } from "../rdata-reader.js";
import { RDataWriter } from "../rdata-writer.js";
import type { EDNSOptionType } from "./edns-option-type.js";

/** What passes without fragments nearly everywhere (RFC 9715 §3.1 and the DNS flag day of 2020). */
const DEFAULT_UDP_PAYLOAD_BYTES = 1232;
/** Options of one message. Twenty kinds are registered; more than this many is a flood. */
const MAX_OPTIONS = 64;
const DNSSEC_OK = 0x8000;
/** Bytes of an OPT record without its options. */
const OPT_BYTES = 11;

/** An option as bytes. */
export interface EDNSOption {
  readonly code: number;
  readonly data: Buffer;
}

/** What an `EDNS` is made of. */
export interface EDNSParts {
  /** Bytes of the UDP message that the sender can receive. @default 1232 */
  readonly udpPayloadBytes?: number;
  /** @default 0 */
  readonly version?: number;
  /** Whether DNSSEC records are wanted (the DO bit, RFC 3225). @default false */
  readonly dnssecOk?: boolean;
}

/** The OPT record of a message (RFC 6891): what lies beside the question. */
export class EDNS {
  /** Bytes of the UDP message that the sender can receive; under 512 means 512 (RFC 6891 §6.2.3). */
  udpPayloadBytes: number;
  /** 0 is the only one there is. A server answers others with BADVERS. */
  version: number;
  /** All 16 flags, DO the highest. */
  flags: number;
  #options: EDNSOption[] | undefined;
  #raw: Buffer | undefined;

  constructor(parts: EDNSParts = {}) {
    this.udpPayloadBytes = parts.udpPayloadBytes ?? DEFAULT_UDP_PAYLOAD_BYTES;
    this.version = parts.version ?? 0;
    this.flags = parts.dnssecOk === true ? DNSSEC_OK : 0;
  }

  /** The OPT record whose RDATA begins at `rdata` and ends at `end`. Throws a `DNSDecodeError` if its options don't fill that. */
  static decode(source: MessageSource, rdata: number, end: number): EDNS {
    const edns = new EDNS();
    edns.udpPayloadBytes = source.uint16(rdata - 8);
    edns.version = source.bytes[rdata - 5] ?? 0;
    edns.flags = source.uint16(rdata - 4);
    if (rdata === end || edns.version !== 0) return edns;
    let position = rdata;
    for (let count = 0; position < end; count++) {
      if (count === MAX_OPTIONS) throw new DNSDecodeError("too many EDNS options", "BAD_EDNS", position);
      position += position + 4 <= end ? 4 + source.uint16(position + 2) : 4;
    }
    if (position !== end) throw new DNSDecodeError("an EDNS option is cut short", "BAD_EDNS", rdata);
    edns.#raw = source.bytes.subarray(rdata, end);
    return edns;
  }

  /** The DO bit: whether DNSSEC records are wanted (RFC 3225). */
  get dnssecOk(): boolean {
    return (this.flags & DNSSEC_OK) !== 0;
  }

  set dnssecOk(wanted: boolean) {
    this.flags = wanted ? this.flags | DNSSEC_OK : this.flags & ~DNSSEC_OK;
  }

  /** All options as bytes, in their order. */
  get options(): readonly EDNSOption[] {
    return this.#parsed();
  }

  /** Whether there is an option of this type. */
  has(type: EDNSOptionType<unknown>): boolean {
    return this.#parsed().some((option) => option.code === type.code);
  }

  /** The data of the first option of this type; `undefined` without one. Throws a `DNSDecodeError` where it isn't well-formed. */
  get<Data>(type: EDNSOptionType<Data>): Data | undefined {
    const option = this.#parsed().find(({ code }) => code === type.code);
    return option === undefined ? undefined : decodeOption(type, option.data);
  }

  /** The data of all options of this type, such as each EDE. */
  getAll<Data>(type: EDNSOptionType<Data>): Data[] {
    const options = this.#parsed().filter(({ code }) => code === type.code);
    return options.map(({ data }) => decodeOption(type, data));
  }

  /** Puts an option in the place of those of its type. Throws a `RangeError` for data that it can't hold. */
  set<Data>(type: EDNSOptionType<Data>, data: Data): this {
    this.delete(type.code);
    return this.add(type, data);
  }

  /** Adds an option beside those there are. Throws a `RangeError` for data that it can't hold. */
  add<Data>(type: EDNSOptionType<Data>, data: Data): this {
    const writer = new RDataWriter();
    type.write(data, writer);
    return this.addOption({ code: type.code, data: writer.written });
  }

  /** Adds an option as bytes. */
  addOption(option: EDNSOption): this {
    this.#parsed().push(option);
    return this;
  }

  /** Takes out all options of this code. */
  delete(code: number): void {
    this.#options = this.#parsed().filter((option) => option.code !== code);
  }

  /** Bytes of the OPT record. */
  get byteLength(): number {
    if (this.#options === undefined) return OPT_BYTES + (this.#raw?.length ?? 0);
    return this.#options.reduce((sum, { data }) => sum + 4 + data.length, OPT_BYTES);
  }

  /** Writes the OPT record, with the upper bits of `rcode`, and `padding` more bytes of options unless that is -1. */
  write(writer: RDataWriter, rcode: number, padding = -1): void {
    const at = writer.reserve(OPT_BYTES);
    writer.buffer[at] = 0;
    writer.patchUint16(at + 1, 41);
    writer.patchUint16(at + 3, this.udpPayloadBytes);
    writer.patchUint16(at + 5, ((rcode >> 4) << 8) | this.version);
    writer.patchUint16(at + 7, this.flags);
    if (this.#options !== undefined) {
      for (const { code, data } of this.#options) writeOption(writer, code, data);
    } else if (this.#raw !== undefined) {
      writer.bytes(this.#raw);
    }
    if (padding >= 0) writeOption(writer, 12, Buffer.alloc(padding));
    writer.patchUint16(at + 9, writer.offset - at - OPT_BYTES);
  }

  #parsed(): EDNSOption[] {
    if (this.#options !== undefined) return this.#options;
    const options: EDNSOption[] = [];
    const raw = this.#raw;
    for (let position = 0; raw !== undefined && position < raw.length;) {
      const end = position + 4 + raw.readUInt16BE(position + 2);
      options.push({ code: raw.readUInt16BE(position), data: raw.subarray(position + 4, end) });
      position = end;
    }
    this.#options = options;
    return options;
  }
}

function writeOption(writer: RDataWriter, code: number, data: Buffer): void {
  writer.uint16(code);
  writer.uint16(data.length);
  writer.bytes(data);
}

function decodeOption<Data>(type: EDNSOptionType<Data>, bytes: Buffer): Data {
  const reader = new RDataReader(bytes);
  const data = type.read(reader);
  if (reader.remaining !== 0) throw new DNSDecodeError(`bytes behind the ${type.name} option`, "BAD_EDNS", 0);
  return data;
}
