import { sizeInName } from "../names/message-name.js";
import { CRLFReader } from "./crlf-reader.js";
import type { MailboxState } from "./mailbox-state.js";
import { MessageFile } from "./message-file.js";

const chunkBytes = 64 * 1024;

/** What to read of a message. */
export interface ReadOptions {
  /** The first byte. @default 0 */
  readonly start?: number;
  /** One past the last byte. @default the end */
  readonly end?: number;
  /** Whether bare LFs become CRLF; positions then count as if they were. @default "stored": the bytes of the file */
  readonly lineEnds?: "stored" | "crlf";
}

/** The bytes of a message, in pieces of at most 128 KiB. Nothing is read before they are asked for. */
export async function* readMessage(
  state: MailboxState,
  uid: number,
  options: ReadOptions,
): AsyncGenerator<Buffer, void> {
  const { start = 0, end = Infinity, lineEnds = "stored" } = options;
  if (!(start >= 0) || !(end >= start)) throw new RangeError("start and end are not a range");
  const file = await MessageFile.open(state, uid);
  try {
    if (lineEnds === "stored" || hasOnlyCRLF(state, uid)) yield* readRange(file, start, Math.min(end, file.size));
    else yield* cut(convert(file), start, end);
  } finally {
    file.close();
  }
}

/** The size of a message with every line ending in CRLF, which is RFC822.SIZE of IMAP and the size in POP3. */
export async function virtualSize(state: MailboxState, uid: number): Promise<number> {
  const known = knownVirtualSize(state, uid);
  if (known !== undefined) return known;
  const file = await MessageFile.open(state, uid);
  try {
    let size = 0;
    for await (const chunk of convert(file)) size += chunk.length;
    const row = state.table.rowOfUid(uid);
    if (row >= 0) state.table.virtualSizes.set(row, size);
    return size;
  } finally {
    file.close();
  }
}

function knownVirtualSize(state: MailboxState, uid: number): number | undefined {
  const row = state.table.rowOfUid(uid);
  if (row < 0) return undefined;
  return sizeInName(state.table.baseAt(row), "W") ?? state.table.virtualSizes.get(row);
}

function hasOnlyCRLF(state: MailboxState, uid: number): boolean {
  const row = state.table.rowOfUid(uid);
  if (row < 0) return false;
  const virtual = knownVirtualSize(state, uid);
  return virtual !== undefined && sizeInName(state.table.baseAt(row), "S") === virtual;
}

async function* readRange(file: MessageFile, start: number, end: number): AsyncGenerator<Buffer, void> {
  for (let at = start; at < end;) {
    const chunk = Buffer.allocUnsafe(Math.min(chunkBytes, end - at));
    const length = await file.read(chunk, at);
    if (length === 0) return;
    at += length;
    yield chunk.subarray(0, length);
  }
}

async function* convert(file: MessageFile): AsyncGenerator<Buffer, void> {
  const reader = new CRLFReader();
  for await (const chunk of readRange(file, 0, file.size)) yield reader.convert(chunk);
}

async function* cut(chunks: AsyncIterable<Buffer>, start: number, end: number): AsyncGenerator<Buffer, void> {
  let at = 0;
  for await (const chunk of chunks) {
    const piece = chunk.subarray(Math.max(0, start - at), Math.max(0, end - at));
    at += chunk.length;
    if (piece.length > 0) yield piece;
    if (at >= end) return;
  }
}
