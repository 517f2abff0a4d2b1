import type { ByteRange } from "../wire/byte-range.js";
import { Headers } from "../wire/headers.js";

/** Two ranges that lie no further apart than this cost less as one: about what the head of a part takes. */
const MAX_GAP_BYTES = 80;

/** The ranges in ascending order, those that overlap or nearly touch as one (RFC 9110 §15.3.7.2). No byte is ever sent twice. */
export function coalesceRanges(ranges: readonly ByteRange[]): ByteRange[] {
  const sorted = [...ranges].sort((a, b) => a.start - b.start);
  const merged: ByteRange[] = [];
  for (const range of sorted) {
    const last = merged[merged.length - 1];
    if (last !== undefined && range.start <= last.end + 1 + MAX_GAP_BYTES) {
      merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
    } else {
      merged.push(range);
    }
  }
  return merged;
}

/** The value of Content-Range for a part. */
export function contentRange({ start, end }: ByteRange, size: number): string {
  return `bytes ${start}-${end}/${size}`;
}

/** A piece of a body: bytes that are at hand, or a part of the file. */
export type BodyPiece = Buffer | ByteRange;

/** A body of several ranges: `multipart/byteranges` (RFC 9110 §14.6). */
export interface MultipartRanges {
  readonly contentType: string;
  readonly contentLength: number;
  readonly pieces: readonly BodyPiece[];
}

/** @param boundary What the content can't hold; a random one. */
export function multipartRanges(
  ranges: readonly ByteRange[],
  size: number,
  contentType: string,
  boundary: string,
): MultipartRanges {
  const pieces: BodyPiece[] = [];
  for (const range of ranges) {
    const fields = new Headers({ "Content-Type": contentType, "Content-Range": contentRange(range, size) });
    pieces.push(
      Buffer.from(`${pieces.length === 0 ? "" : "\r\n"}--${boundary}\r\n${fields.toText()}\r\n`, "latin1"),
      range,
    );
  }
  pieces.push(Buffer.from(`\r\n--${boundary}--\r\n`, "latin1"));
  return {
    contentType: `multipart/byteranges; boundary=${boundary}`,
    contentLength: pieces.reduce((sum, piece) => sum + pieceBytes(piece), 0),
    pieces,
  };
}

/** How many bytes `piece` has. */
export function pieceBytes(piece: BodyPiece): number {
  return Buffer.isBuffer(piece) ? piece.length : piece.end - piece.start + 1;
}
