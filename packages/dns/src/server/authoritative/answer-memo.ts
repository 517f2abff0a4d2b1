import { HEADER_BYTES, HeaderFlag } from "../../wire/header-flag.js";
import { Message } from "../../wire/message.js";
import { PreparedReply } from "../../wire/prepared-reply.js";
import type { Question } from "../../wire/question.js";
import { Rcode } from "../../wire/rcode.js";
import type { ZoneTable } from "../../zone/zone-table.js";

const initialBytes = 32 * 1024;
const maxBytes = 4 * 1024 * 1024;
/** A reply that is longer takes its time anyway. */
const maxReplyBytes = 1024;
/** Of the hash table, a power of two: some 128 bytes for each are more than most replies have. */
const slots = 32_768;
/** Places where a question's reply may stand. */
const probes = 4;

/** In front of each reply: its length, and whether DNSSEC records were asked for. */
const headBytes = 3;

/**
 * What was answered from zones, as it went out. To look a name up in a large zone means to visit a dozen places in memory, each of which the
 * processor may have to wait for; here they are two. Replies stand one behind the other in one buffer, and a hash table of their offsets finds them by
 * their questions. All is forgotten when a zone changes, and when there is no more room.
 *
 * Only what a zone has is kept: of names that don't exist, that a wildcard or a DNAME makes up, or whose case a client draws at random there is no end.
 */
export class AnswerMemo {
  readonly #zones: ZoneTable;
  #version = -1;
  /** Nothing in it changes once it is written: replies that are on their way read it. */
  #buffer = Buffer.alloc(0);
  #end = 0;
  /** For each slot one more than the offset of a reply's head in `#buffer`, or 0. */
  #offsets = new Uint32Array(0);

  constructor(zones: ZoneTable) {
    this.#zones = zones;
  }

  /** What this question was answered with, if that is known. */
  find(question: Question, dnssecOk: boolean): PreparedReply | undefined {
    if (this.#zones.version !== this.#version) return undefined;
    const hash = hashOf(question, dnssecOk);
    for (let probe = 0; probe < probes; probe++) {
      const offset = this.#offsets[(hash + probe) & (slots - 1)] ?? 0;
      if (offset === 0) return undefined;
      const found = this.#at(offset - 1, question, dnssecOk);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Keeps the reply to a question, if it is of the kind that is kept. */
  add(question: Question, dnssecOk: boolean, reply: Message): void {
    const { name } = question;
    const [first] = reply.answer;
    // What a DNAME makes up begins with its own record, which has another name.
    if (reply.rcode !== Rcode.NOERROR || first?.name.equals(name) !== true || name.octets !== name.key) return;
    const { answer, authority, additional } = reply;
    const bytes = new Message({ question: [question], answer, authority, additional }).encode({
      maxBytes: maxReplyBytes,
    });
    const isWhole = (bytes.readUInt16BE(2) & HeaderFlag.TC) === 0 && bytes.readUInt16BE(10) === additional.length;
    if (isWhole) this.#put(hashOf(question, dnssecOk), dnssecOk, bytes);
  }

  #put(hash: number, dnssecOk: boolean, bytes: Buffer): void {
    const needed = headBytes + bytes.length;
    if (this.#zones.version !== this.#version || this.#end + needed > maxBytes) this.#clear();
    if (this.#end + needed > this.#buffer.length) this.#grow();
    const at = this.#end;
    this.#buffer.writeUInt16BE(bytes.length, at);
    this.#buffer[at + 2] = Number(dnssecOk);
    bytes.copy(this.#buffer, at + headBytes);
    this.#end += needed;
    this.#offsets[this.#freeSlot(hash)] = at + 1;
  }

  /** A slot of this hash that is free, or else the first of them. */
  #freeSlot(hash: number): number {
    for (let probe = 0; probe < probes; probe++) {
      const slot = (hash + probe) & (slots - 1);
      if (this.#offsets[slot] === 0) return slot;
    }
    return hash & (slots - 1);
  }

  #clear(): void {
    this.#version = this.#zones.version;
    this.#buffer = Buffer.alloc(0);
    this.#end = 0;
    if (this.#offsets.length === 0) this.#offsets = new Uint32Array(slots);
    else this.#offsets.fill(0);
  }

  #grow(): void {
    const larger = Buffer.allocUnsafeSlow(Math.min(maxBytes, Math.max(initialBytes, 2 * this.#buffer.length)));
    this.#buffer.copy(larger, 0, 0, this.#end);
    this.#buffer = larger;
  }

  /** The reply whose head is at `offset`, if it is that to this question. */
  #at(offset: number, question: Question, dnssecOk: boolean): PreparedReply | undefined {
    const buffer = this.#buffer;
    const { octets } = question.name;
    if (buffer[offset + 2] !== Number(dnssecOk)) return undefined;
    const from = offset + headBytes;
    let at = from + HEADER_BYTES;
    for (let i = 0; i < octets.length; i++) if (buffer[at++] !== octets.charCodeAt(i)) return undefined;
    const type = ((buffer[at] ?? 0) << 8) | (buffer[at + 1] ?? 0);
    const recordClass = ((buffer[at + 2] ?? 0) << 8) | (buffer[at + 3] ?? 0);
    if (type !== question.type || recordClass !== question.class) return undefined;
    const length = ((buffer[offset] ?? 0) << 8) | (buffer[offset + 1] ?? 0);
    return new PreparedReply(question, buffer, from, from + length);
  }
}

/** FNV-1a. Nobody gains by names with equal hashes: they only drive each other out. */
function hashOf({ name: { octets }, type, class: recordClass }: Question, dnssecOk: boolean): number {
  let hash = 0x811c9dc5 ^ type ^ (recordClass << 16) ^ (dnssecOk ? 1 << 31 : 0);
  for (let i = 0; i < octets.length; i++) hash = Math.imul(hash ^ octets.charCodeAt(i), 0x01000193);
  return hash ^ (hash >>> 15);
}
