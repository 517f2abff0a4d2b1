/**
 * The beginning of an index file: who it is, and twice, by turns, how far it goes. The two slots are written one after the
 * other with every change, so that whatever is torn by a crash, the other one stands. Because they don't lie behind the
 * records, a file whose end is lost still tells which UIDs were given to messages, and none is given twice.
 *
 *     header = "TWISTMD1" generation uid-validity crc
 *     slot   = sequence committed uid-next modseq crc
 */
import { crc32 } from "node:zlib";

const magic = Buffer.from("TWISTMD1", "latin1");
const headerBytes = 24;
const slotBytes = 32;

/** Where the records begin. */
export const recordsStart = headerBytes + 2 * slotBytes;

/** What never changes in a file. */
export interface IndexHeader {
  /** Drawn at random for each file: which one it is, and the seed of its checksums. */
  readonly generation: number;
  readonly uidValidity: number;
}

/** How far the file goes. */
export interface IndexSlot {
  /** Counts the changes. */
  readonly sequence: number;
  /** Where the records end. */
  readonly committed: number;
  /** The UID that the next message gets. */
  readonly uidNext: number;
  /** The highest modification sequence that was given. */
  readonly highestModseq: number;
}

/** Where the slot for this change is. */
export function slotPosition(sequence: number): number {
  return headerBytes + (sequence % 2) * slotBytes;
}

export function encodeHeader({ generation, uidValidity }: IndexHeader): Buffer {
  const bytes = Buffer.alloc(headerBytes);
  magic.copy(bytes);
  bytes.writeUInt32LE(generation, 8);
  bytes.writeUInt32LE(uidValidity, 12);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, 16)), 16);
  return bytes;
}

export function decodeHeader(bytes: Buffer): IndexHeader | undefined {
  if (bytes.length < recordsStart || !bytes.subarray(0, 8).equals(magic)) return undefined;
  if (crc32(bytes.subarray(0, 16)) !== bytes.readUInt32LE(16)) return undefined;
  return { generation: bytes.readUInt32LE(8), uidValidity: bytes.readUInt32LE(12) };
}

export function encodeSlot(slot: IndexSlot, generation: number): Buffer {
  const bytes = Buffer.alloc(slotBytes);
  bytes.writeUInt32LE(slot.sequence >>> 0, 0);
  bytes.writeDoubleLE(slot.committed, 4);
  bytes.writeDoubleLE(slot.uidNext, 12);
  bytes.writeDoubleLE(slot.highestModseq, 20);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, 28), generation), 28);
  return bytes;
}

/** The newer of the two slots that are whole. */
export function decodeSlots(bytes: Buffer, generation: number): IndexSlot | undefined {
  const first = decodeSlot(bytes.subarray(headerBytes, headerBytes + slotBytes), generation);
  const second = decodeSlot(bytes.subarray(headerBytes + slotBytes, recordsStart), generation);
  if (first === undefined || second === undefined) return first ?? second;
  return first.sequence > second.sequence ? first : second;
}

function decodeSlot(bytes: Buffer, generation: number): IndexSlot | undefined {
  if (crc32(bytes.subarray(0, 28), generation) !== bytes.readUInt32LE(28)) return undefined;
  return {
    sequence: bytes.readUInt32LE(0),
    committed: bytes.readDoubleLE(4),
    uidNext: bytes.readDoubleLE(12),
    highestModseq: bytes.readDoubleLE(20),
  };
}
