/**
 * What the index file is made of: records that add messages, change flags and remove messages. Each is framed by its
 * length and a CRC-32 that also covers which file it belongs to, so that nothing but a whole record of this very file is
 * ever believed. Numbers are little-endian; UIDs and masks have 32 bits, modification sequences are doubles.
 *
 *     record  = length crc type body        length: of type and body
 *     add     = "A" *(uid flags modseq name-length name)
 *     flags   = "F" *(uid flags modseq)
 *     remove  = "R" modseq *uid
 */
import { crc32 } from "node:zlib";
import { baseLength } from "../names/message-name.js";

/** What the records of an index do. */
export interface RecordTarget {
  add(uid: number, base: string, flags: number, modseq: number): void;
  changeFlags(uid: number, flags: number, modseq: number): void;
  remove(uids: Uint32Array, modseq: number): void;
}

const frameBytes = 8;

/** The longest record that is written or believed. */
const maxRecordBytes = 1 << 20;

const addBytes = 18;
const flagsBytes = 16;

const maxUidsInRecord = 65_536;

const typeAdd = 0x41;
const typeFlags = 0x46;
const typeRemove = 0x52;

/** Gathers records. */
export class RecordWriter {
  readonly #seed: number;
  readonly #records: Buffer[] = [];
  #body = Buffer.alloc(4096);
  #length = 0;

  /** @param seed What {@link readRecords} is given for the same file. */
  constructor(seed: number) {
    this.#seed = seed;
  }

  add(uid: number, fileName: string, flags: number, modseq: number): void {
    const nameLength = baseLength(fileName);
    const at = this.#room(typeAdd, addBytes + nameLength);
    this.#body.writeUInt32LE(uid, at);
    this.#body.writeUInt32LE(flags, at + 4);
    this.#body.writeDoubleLE(modseq, at + 8);
    this.#body.writeUInt16LE(nameLength, at + 16);
    this.#body.write(fileName.slice(0, nameLength), at + addBytes, "latin1");
  }

  changeFlags(uid: number, flags: number, modseq: number): void {
    const at = this.#room(typeFlags, flagsBytes);
    this.#body.writeUInt32LE(uid, at);
    this.#body.writeUInt32LE(flags, at + 4);
    this.#body.writeDoubleLE(modseq, at + 8);
  }

  remove(uids: Uint32Array, modseq: number): void {
    this.#flush();
    for (let start = 0; start < uids.length; start += maxUidsInRecord) {
      const some = uids.subarray(start, start + maxUidsInRecord);
      let at = this.#room(typeRemove, 8 + 4 * some.length);
      at = this.#body.writeDoubleLE(modseq, at);
      for (const uid of some) at = this.#body.writeUInt32LE(uid, at);
      this.#flush();
    }
  }

  /** All of it, as bytes for the file. */
  finish(): Buffer {
    this.#flush();
    return Buffer.concat(this.#records);
  }

  /** Where `bytes` more of such a record go. */
  #room(type: number, bytes: number): number {
    if (this.#length > 0 && (this.#body[0] !== type || this.#length + bytes > maxRecordBytes / 2)) this.#flush();
    if (this.#length === 0) {
      this.#body[0] = type;
      this.#length = 1;
    }
    const at = this.#length;
    this.#length += bytes;
    if (this.#length > this.#body.length) {
      const grown = Buffer.alloc(this.#length * 2);
      this.#body.copy(grown);
      this.#body = grown;
    }
    return at;
  }

  #flush(): void {
    if (this.#length === 0) return;
    const record = Buffer.alloc(frameBytes + this.#length);
    this.#body.copy(record, frameBytes, 0, this.#length);
    record.writeUInt32LE(this.#length, 0);
    record.writeUInt32LE(crc32(record.subarray(frameBytes), this.#seed), 4);
    this.#records.push(record);
    this.#length = 0;
  }
}

/**
 * Applies every record of `bytes` from `start` on, up to the first that isn't whole.
 * @returns where that one begins, or the end.
 */
export function readRecords(bytes: Buffer, start: number, seed: number, target: RecordTarget): number {
  let at = start;
  while (at + frameBytes < bytes.length) {
    const length = bytes.readUInt32LE(at);
    const end = at + frameBytes + length;
    if (length === 0 || length > maxRecordBytes || end > bytes.length) break;
    const body = bytes.subarray(at + frameBytes, end);
    if (crc32(body, seed) !== bytes.readUInt32LE(at + 4)) break;
    apply(body, target);
    at = end;
  }
  return at;
}

function apply(body: Buffer, target: RecordTarget): void {
  if (body[0] === typeAdd) applyAdd(body, target);
  else if (body[0] === typeFlags) {
    for (let at = 1; at + flagsBytes <= body.length; at += flagsBytes) {
      target.changeFlags(body.readUInt32LE(at), body.readUInt32LE(at + 4), body.readDoubleLE(at + 8));
    }
  } else if (body[0] === typeRemove && body.length >= 9) {
    const uids = new Uint32Array((body.length - 9) >>> 2);
    for (let index = 0; index < uids.length; index += 1) uids[index] = body.readUInt32LE(9 + index * 4);
    target.remove(uids, body.readDoubleLE(1));
  }
}

function applyAdd(body: Buffer, target: RecordTarget): void {
  for (let at = 1; at + addBytes <= body.length;) {
    const nameStart = at + addBytes;
    const nameEnd = nameStart + body.readUInt16LE(at + 16);
    const base = body.toString("latin1", nameStart, nameEnd);
    target.add(body.readUInt32LE(at), base, body.readUInt32LE(at + 4), body.readDoubleLE(at + 8));
    at = nameEnd;
  }
}
