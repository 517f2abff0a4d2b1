import { DNSDecodeError } from "./dns-decode-error.js";
import { EDNS } from "./edns/edns.js";
import { HEADER_BYTES } from "./header-flag.js";
import type { MessageParts } from "./message-parts.js";
import type { MessageSource } from "./message-source.js";
import { Opcode } from "./opcode.js";
import { Question } from "./question.js";
import { QueryType } from "./query-type.js";
import { ResourceRecord } from "./resource-record.js";

/**
 * Decodes a message's outline in one pass: the header, the questions, and where each record stands. What is in the records
 * is read when it is asked for. OPT and the signature are put into places of their own.
 */

/** RDATA is preceded by type, class, TTL and length. */
const RECORD_HEAD_BYTES = 10;
/** SIG(0) is a SIG record that covers nothing (RFC 2931 §3). */
const SIG = 24;

/** A message's parts, and its signature with its place in the bytes. */
export interface DecodedParts extends MessageParts {
  signature: ResourceRecord | undefined;
  /** Where the signature's record begins: what stands before it is what was signed. */
  signatureOffset: number;
  /** The bytes themselves. */
  readonly raw: Buffer;
}

/** Where the outline is being read. */
interface Cursor {
  position: number;
}

/** Throws a `DNSDecodeError` for bytes that are no message. */
export function decodeMessage(source: MessageSource): DecodedParts {
  const { bytes } = source;
  if (bytes.length < HEADER_BYTES) throw new DNSDecodeError("no whole header", "MESSAGE_TOO_SHORT", bytes.length);
  if (bytes.length > 0xffff) throw new DNSDecodeError("over 65,535 bytes", "MESSAGE_TOO_LARGE", 0xffff);
  const word = source.uint16(2);
  const cursor: Cursor = { position: HEADER_BYTES };
  const parts: DecodedParts = {
    id: source.uint16(0),
    flags: word & 0xfff0,
    rcode: word & 0x0f,
    question: readQuestions(source, cursor, word),
    answer: [],
    authority: [],
    additional: [],
    edns: undefined,
    signature: undefined,
    signatureOffset: 0,
    raw: bytes,
  };
  readSection(source, cursor, source.uint16(6), parts.answer);
  readSection(source, cursor, source.uint16(8), parts.authority);
  readAdditional(source, cursor, parts);
  if (cursor.position !== bytes.length) {
    throw new DNSDecodeError("bytes are left behind the last record", "TRAILING_BYTES", cursor.position);
  }
  return parts;
}

function readQuestions(source: MessageSource, cursor: Cursor, word: number): Question[] {
  const count = source.uint16(4);
  // RFC 9619 §4: a query with more than one question must be treated as malformed.
  if (count > 1 && ((word >> 11) & 0x0f) === Opcode.QUERY) {
    throw new DNSDecodeError("more than one question", "TOO_MANY_RECORDS", 4);
  }
  // A list that is made with what is in it is smaller than one that grows.
  if (count === 1) return [readQuestion(source, cursor)];
  const questions: Question[] = [];
  for (let i = 0; i < count; i++) questions.push(readQuestion(source, cursor));
  return questions;
}

function readQuestion(source: MessageSource, cursor: Cursor): Question {
  const name = source.names.read(cursor.position, source.bytes.length);
  const at = source.names.end;
  if (at + 4 > source.bytes.length) throw tooShort(source);
  cursor.position = at + 4;
  return new Question(name, source.uint16(at), source.uint16(at + 2));
}

function readSection(source: MessageSource, cursor: Cursor, count: number, records: ResourceRecord[]): void {
  for (let i = 0; i < count; i++) {
    const offset = cursor.position;
    const rdata = skipRecord(source, cursor);
    const type = source.uint16(rdata - RECORD_HEAD_BYTES);
    if (type === QueryType.OPT) throw new DNSDecodeError("an OPT record out of place", "BAD_EDNS", offset);
    if (type === QueryType.TSIG) throw new DNSDecodeError("a TSIG record out of place", "BAD_SIGNATURE_RECORD", offset);
    records.push(new ResourceRecord({ source, offset, rdata }));
  }
}

function readAdditional(source: MessageSource, cursor: Cursor, parts: DecodedParts): void {
  const count = source.uint16(10);
  for (let i = 0; i < count; i++) {
    const offset = cursor.position;
    const rdata = skipRecord(source, cursor);
    const type = source.uint16(rdata - RECORD_HEAD_BYTES);
    if (type === QueryType.OPT) {
      readOPT(source, parts, { offset, rdata, end: cursor.position });
    } else if (isSignature(source, type, rdata)) {
      // RFC 8945 §5.1 and RFC 2931 §3.1: it is the last record.
      if (i + 1 !== count) throw new DNSDecodeError("a signature isn't last", "BAD_SIGNATURE_RECORD", offset);
      parts.signature = new ResourceRecord({ source, offset, rdata });
      parts.signatureOffset = offset;
    } else {
      parts.additional.push(new ResourceRecord({ source, offset, rdata }));
    }
  }
}

function readOPT(
  source: MessageSource,
  parts: DecodedParts,
  place: { readonly offset: number; readonly rdata: number; readonly end: number },
): void {
  const { offset, rdata, end } = place;
  if (parts.edns !== undefined) throw new DNSDecodeError("a second OPT record", "BAD_EDNS", offset);
  if (source.bytes[offset] !== 0) throw new DNSDecodeError("the OPT record's name isn't the root", "BAD_EDNS", offset);
  parts.edns = EDNS.decode(source, rdata, end);
  parts.rcode |= (source.bytes[rdata - 6] ?? 0) << 4;
}

function isSignature(source: MessageSource, type: number, rdata: number): boolean {
  if (type === QueryType.TSIG) return true;
  return type === SIG && source.uint16(rdata - 2) >= 2 && source.uint16(rdata) === 0;
}

/** Moves behind the record at the cursor; gives where its RDATA begins. */
function skipRecord(source: MessageSource, cursor: Cursor): number {
  const rdata = source.skipName(cursor.position) + RECORD_HEAD_BYTES;
  if (rdata > source.bytes.length) throw tooShort(source);
  const end = rdata + source.uint16(rdata - 2);
  if (end > source.bytes.length) throw tooShort(source);
  cursor.position = end;
  return rdata;
}

function tooShort(source: MessageSource): DNSDecodeError {
  return new DNSDecodeError("the message is cut short", "MESSAGE_TOO_SHORT", source.bytes.length);
}
