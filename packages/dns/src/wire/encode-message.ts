import { Buffer } from "node:buffer";
import { DNSError } from "./dns-error.js";
import { HEADER_BYTES, HeaderFlag } from "./header-flag.js";
import type { MessageParts } from "./message-parts.js";
import { NameCompressor } from "./name-compressor.js";
import type { PreparedSections } from "./prepared-reply.js";
import { RDataWriter } from "./rdata-writer.js";
import type { ResourceRecord } from "./resource-record.js";

/**
 * Writes messages. What doesn't fit is left out by these rules: an answer or authority record that doesn't fit ends the message
 * and sets TC; additional records are left out by whole sets, silently (RFC 2181 §9), but for referrals, whose glue is
 * needed, so that TC is set (RFC 9471 §3.1). The OPT record always goes along.
 */

const NS = 2;
const MAX_MESSAGE_BYTES = 0xffff;

/** How a message is encoded. */
export interface EncodeOptions {
  /** What doesn't fit in this many bytes is left out. @default 65_535 */
  readonly maxBytes?: number;
  /** Whether names are compressed. @default true */
  readonly compress?: boolean;
  /** Bytes of `maxBytes` that are kept free, for a signature that is added later. @default 0 */
  readonly reserveBytes?: number;
  /** Padded with EDNS to a multiple of this: 128 for queries, 468 for responses (RFC 8467). Only with EDNS. @default not */
  readonly padTo?: number;
  /** Where to write; the result is a slice of it, and no memory is allocated. Must hold `maxBytes`. @default a new buffer */
  readonly buffer?: Buffer;
}

interface Scratch {
  readonly writer: RDataWriter;
  readonly compressor: NameCompressor;
}

/** Everything is written here first, and copied once its length is known. Encoding is synchronous, so one is enough. */
let idle: Scratch | undefined;

/** The message as bytes. Throws a `DNSError` with code `"MESSAGE_TOO_LARGE"` if not even header, question and OPT fit. */
export function encodeMessage(parts: MessageParts & PreparedSections, options: EncodeOptions = {}): Buffer {
  // A record type that encodes a message while it is being written finds none idle, and gets its own.
  const scratch = idle ?? newScratch();
  idle = undefined;
  const { writer, compressor } = scratch;
  const own = writer.buffer;
  const { buffer } = options;
  if (buffer !== undefined) writer.buffer = buffer;
  writer.offset = 0;
  compressor.reset(options.compress);
  try {
    writeMessage(parts, scratch, options);
    return buffer === undefined ? copyOf(writer) : writer.written;
  } finally {
    if (buffer !== undefined) writer.buffer = own;
    idle = scratch;
  }
}

/** What was written, in memory of its own. `Buffer.from` and `subarray` would make another view on the way. */
function copyOf({ buffer, offset }: RDataWriter): Buffer {
  const copy = Buffer.allocUnsafe(offset);
  // A call of `copy` costs more than the few bytes of most answers.
  if (offset > 128) buffer.copy(copy, 0, 0, offset);
  else for (let i = 0; i < offset; i++) copy[i] = buffer[i] ?? 0;
  return copy;
}

function newScratch(): Scratch {
  const compressor = new NameCompressor();
  return { writer: new RDataWriter({ buffer: Buffer.allocUnsafe(4096), compressor }), compressor };
}

function writeMessage(parts: MessageParts & PreparedSections, scratch: Scratch, options: EncodeOptions): void {
  const { writer } = scratch;
  const { edns, rcode } = parts;
  const { buffer, reserveBytes = 0 } = options;
  if (rcode > 0x0f && edns === undefined) throw new RangeError("an RCODE over 15 needs EDNS");
  const maxBytes = Math.min(options.maxBytes ?? MAX_MESSAGE_BYTES, buffer?.length ?? MAX_MESSAGE_BYTES);
  const opt = edns === undefined ? 0 : edns.byteLength;
  writer.maxBytes = maxBytes - opt - reserveBytes;

  const prepared = options.compress === false ? undefined : parts.prepared;
  let truncated = false;
  if (prepared !== undefined && prepared.byteLength <= writer.maxBytes) prepared.write(writer);
  else truncated = writeSections(parts, scratch);
  if (edns !== undefined) {
    writer.maxBytes = maxBytes - reserveBytes;
    edns.write(writer, rcode, padding(writer.offset + opt + reserveBytes, maxBytes, options.padTo));
    writer.patchUint16(10, writer.buffer.readUInt16BE(10) + 1);
  }
  writer.patchUint16(0, parts.id);
  writer.patchUint16(2, parts.flags | (truncated ? HeaderFlag.TC : 0) | (rcode & 0x0f));
}

/** Writes the header's counts, the questions, and as much of the sections as there is room for. Gives whether TC must be set. */
function writeSections(parts: MessageParts, scratch: Scratch): boolean {
  const { writer } = scratch;
  const { question, answer, authority, additional } = parts;
  writer.reserve(HEADER_BYTES);
  for (const { name, type, class: questionClass } of question) {
    writer.name(name);
    writer.uint16(type);
    writer.uint16(questionClass);
  }
  const answers = writeRecords(answer, scratch);
  let truncated = answers < answer.length;
  const authorities = truncated ? 0 : writeRecords(authority, scratch);
  truncated ||= authorities < authority.length;
  let additionals = 0;
  if (!truncated) {
    additionals = writeWholeSets(additional, scratch);
    truncated = additionals < additional.length && isReferral(parts);
  }
  writer.patchUint16(4, question.length);
  writer.patchUint16(6, answers);
  writer.patchUint16(8, authorities);
  writer.patchUint16(10, additionals);
  return truncated;
}

/** Writes as many as fit; gives how many that were. */
function writeRecords(records: readonly ResourceRecord[], scratch: Scratch): number {
  const { writer } = scratch;
  let written = 0;
  let at = writer.offset;
  try {
    for (const record of records) {
      at = writer.offset;
      record.write(writer);
      written += 1;
    }
  } catch (error) {
    if (!(error instanceof DNSError && error.code === "MESSAGE_TOO_LARGE")) throw error;
    goBack(scratch, at);
  }
  return written;
}

/** The same, but a set of which one record doesn't fit is left out: half a set would be taken for a whole one. */
function writeWholeSets(records: readonly ResourceRecord[], scratch: Scratch): number {
  const at = scratch.writer.offset;
  const fitting = writeRecords(records, scratch);
  const first = records[fitting];
  if (first === undefined) return fitting;
  let whole = fitting;
  while (whole > 0 && inOneSet(records[whole - 1], first)) whole -= 1;
  if (whole === fitting) return fitting;
  goBack(scratch, at);
  return writeRecords(records.slice(0, whole), scratch);
}

function goBack({ writer, compressor }: Scratch, offset: number): void {
  writer.offset = offset;
  compressor.rewind(offset);
}

function inOneSet(a: ResourceRecord | undefined, b: ResourceRecord): boolean {
  return a?.type === b.type && a.name.equals(b.name);
}

function isReferral({ flags, answer, authority }: MessageParts): boolean {
  return answer.length === 0 && (flags & HeaderFlag.AA) === 0 && authority.some(({ type }) => type === NS);
}

/** Bytes of padding that bring `length` to a multiple of `padTo`, as far as there is room; -1 for no padding option. */
function padding(length: number, maxBytes: number, padTo: number | undefined): number {
  if (padTo === undefined) return -1;
  const unpadded = length + 4;
  const missing = (padTo - (unpadded % padTo)) % padTo;
  return Math.max(-1, Math.min(missing, maxBytes - unpadded));
}
