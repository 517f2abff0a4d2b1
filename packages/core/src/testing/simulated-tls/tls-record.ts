/** TLS records (RFC 8446 §5.1): the same framing as on a real wire, so that what sniffs for TLS finds it. */

import { ByteQueue } from "../memory/byte-queue.js";

export const recordType = { alert: 21, handshake: 22, applicationData: 23 } as const;

export interface TLSRecord {
  readonly type: number;
  readonly payload: Buffer;
}

/** RFC 8446 §5.1: a fragment has at most 2^14 bytes. */
const maxFragmentBytes = 16_384;
const headerBytes = 5;

/** `payload` as one record, or as several where it is long. */
export function encodeRecords(type: number, payload: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < payload.length; at += maxFragmentBytes) {
    const fragment = payload.subarray(at, at + maxFragmentBytes);
    const header = Buffer.from([type, 3, 3, 0, 0]);
    header.writeUInt16BE(fragment.length, 3);
    parts.push(header, fragment);
  }
  return Buffer.concat(parts);
}

/** Cuts a stream into records. */
export class TLSRecordReader {
  readonly #queue = new ByteQueue();
  #header: Buffer | undefined = undefined;

  push(bytes: Buffer): void {
    this.#queue.push(bytes);
  }

  /**
   * The next record; `undefined` until all of it is there.
   * @throws {RangeError} where this is no TLS.
   */
  next(): TLSRecord | undefined {
    if (this.#header === undefined) {
      if (this.#queue.length < headerBytes) return undefined;
      this.#header = this.#queue.take(headerBytes);
      checkHeader(this.#header);
    }
    const length = this.#header.readUInt16BE(3);
    if (this.#queue.length < length) return undefined;
    const record = { type: this.#header.readUInt8(0), payload: this.#queue.take(length) };
    this.#header = undefined;
    return record;
  }
}

function checkHeader(header: Buffer): void {
  const type = header.readUInt8(0);
  if (
    type < recordType.alert ||
    type > recordType.applicationData ||
    header.readUInt8(1) !== 3 ||
    header.readUInt16BE(3) > maxFragmentBytes
  ) {
    throw new RangeError("What came is not TLS.");
  }
}
