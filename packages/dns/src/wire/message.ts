import { asBuffer } from "@twist/core/wire";
import { recordTypes } from "../records/record-types.js";
import { type DecodedParts, decodeMessage } from "./decode-message.js";
import { EDNS } from "./edns/edns.js";
import { type EncodeOptions, encodeMessage } from "./encode-message.js";
import { HeaderFlag, KEPT_IN_REPLY } from "./header-flag.js";
import type { MessageParts } from "./message-parts.js";
import { MessageSource } from "./message-source.js";
import { Name } from "./name.js";
import type { PreparedReply, PreparedSections } from "./prepared-reply.js";
import { Question } from "./question.js";
import { Rcode } from "./rcode.js";
import { RecordClass } from "./record-class.js";
import type { RecordTypes } from "./record-types.js";
import type { ResourceRecord } from "./resource-record.js";
import type { Sections } from "./sections.js";

/** What a `Message` is made of; `signature`, `signatureOffset` and `raw` are what `decode` found. */
export type MessageOptions = {
  readonly [Part in keyof DecodedParts]?: DecodedParts[Part] | undefined;
} & PreparedSections;

/** What `Message.query` takes besides name and type. */
export interface QueryOptions {
  /** Unpredictable for whoever asks a network (RFC 5452 §4): draw it with `randomInt` of `node:crypto`. @default 0 */
  readonly id?: number;
  /** @default RecordClass.IN */
  readonly class?: number;
  /** RD. @default true */
  readonly recursionDesired?: boolean;
  /** @default none */
  readonly edns?: EDNS;
}

/** What `reply` takes. */
export interface ReplyOptions extends PreparedSections {
  /** @default Rcode.NOERROR */
  readonly rcode?: number;
  /** The reply's OPT record. @default a new one if the query has one, none otherwise */
  readonly edns?: EDNS | undefined;
}

/**
 * A DNS message (RFC 1035 §4): a plain object to fill in and `encode`, or what `decode` made of bytes. The header's bits have their
 * names from the RFC. A decoded message reads the contents of its records when they are asked for.
 */
export class Message implements MessageParts {
  id: number;
  flags: number;
  rcode: number;
  question: Question[];
  edns: EDNS | undefined;

  /** The TSIG or SIG(0) record that the bytes came with. It isn't encoded: signing does that, on the encoded bytes. */
  readonly signature: ResourceRecord | undefined;
  /** Where `signature` begins in `raw`. */
  readonly signatureOffset: number;
  /** The bytes that it was decoded from; `undefined` for one that was made. */
  readonly raw: Buffer | undefined;
  /** Missing as long as they are only prepared. */
  #sections: Sections | undefined;
  readonly #prepared: PreparedReply | undefined;

  /** A message of these parts; what isn't given is zero or empty. */
  constructor(parts: MessageOptions = {}) {
    this.id = parts.id ?? 0;
    this.flags = parts.flags ?? 0;
    this.rcode = parts.rcode ?? Rcode.NOERROR;
    this.question = parts.question ?? [];
    this.edns = parts.edns;
    this.signature = parts.signature;
    this.signatureOffset = parts.signatureOffset ?? 0;
    this.raw = parts.raw;
    this.#prepared = parts.prepared;
    if (parts.prepared === undefined) {
      const { answer = [], authority = [], additional = [] } = parts;
      this.#sections = { answer, authority, additional };
    }
  }

  /**
   * The message that `bytes` are, all of them. Throws a `DNSDecodeError` if its outline isn't that of a message; a fault inside of a
   * record shows when that is read, or in `assertValid`. The message keeps `bytes`: don't change them while it is in use.
   */
  static decode(bytes: Uint8Array, types: RecordTypes = recordTypes): Message {
    return new Message(decodeMessage(new MessageSource(asBuffer(bytes), types)));
  }

  /** A query for records of `name`. */
  static query(name: Name | string, type: number, options: QueryOptions = {}): Message {
    return new Message({
      id: options.id ?? 0,
      flags: options.recursionDesired === false ? 0 : HeaderFlag.RD,
      question: [new Question(Name.from(name), type, options.class ?? RecordClass.IN)],
      edns: options.edns,
    });
  }

  /** An empty response to this query: its id, opcode, question, RD and CD, with QR set. */
  reply(options: ReplyOptions = {}): Message {
    return new Message({
      id: this.id,
      flags: HeaderFlag.QR | (this.flags & KEPT_IN_REPLY),
      rcode: options.rcode ?? Rcode.NOERROR,
      question: this.question,
      prepared: options.prepared,
      edns: options.edns ?? (this.edns === undefined ? undefined : new EDNS({ dnssecOk: this.edns.dnssecOk })),
    });
  }

  get answer(): ResourceRecord[] {
    return (this.#sections ?? this.#open()).answer;
  }

  set answer(records: ResourceRecord[]) {
    (this.#sections ?? this.#open()).answer = records;
  }

  get authority(): ResourceRecord[] {
    return (this.#sections ?? this.#open()).authority;
  }

  set authority(records: ResourceRecord[]) {
    (this.#sections ?? this.#open()).authority = records;
  }

  get additional(): ResourceRecord[] {
    return (this.#sections ?? this.#open()).additional;
  }

  set additional(records: ResourceRecord[]) {
    (this.#sections ?? this.#open()).additional = records;
  }

  /** Its sections as bytes, where they were encoded before and are still the same. */
  get prepared(): PreparedReply | undefined {
    return this.#prepared?.holdsFor(this.question, this.#sections) === true ? this.#prepared : undefined;
  }

  /** What kind of message it is: one of `Opcode`. */
  get opcode(): number {
    return (this.flags >> 11) & 0x0f;
  }

  set opcode(opcode: number) {
    this.flags = (this.flags & ~(0x0f << 11)) | ((opcode & 0x0f) << 11);
  }

  /** It is a response. */
  get qr(): boolean {
    return (this.flags & HeaderFlag.QR) !== 0;
  }

  set qr(on: boolean) {
    this.#setFlag(HeaderFlag.QR, on);
  }

  /** The answer is authoritative. */
  get aa(): boolean {
    return (this.flags & HeaderFlag.AA) !== 0;
  }

  set aa(on: boolean) {
    this.#setFlag(HeaderFlag.AA, on);
  }

  /** It was truncated. `encode` sets it too, where not all fits. */
  get tc(): boolean {
    return (this.flags & HeaderFlag.TC) !== 0;
  }

  set tc(on: boolean) {
    this.#setFlag(HeaderFlag.TC, on);
  }

  /** Recursion is desired. */
  get rd(): boolean {
    return (this.flags & HeaderFlag.RD) !== 0;
  }

  set rd(on: boolean) {
    this.#setFlag(HeaderFlag.RD, on);
  }

  /** Recursion is available. */
  get ra(): boolean {
    return (this.flags & HeaderFlag.RA) !== 0;
  }

  set ra(on: boolean) {
    this.#setFlag(HeaderFlag.RA, on);
  }

  /** Reserved. */
  get z(): boolean {
    return (this.flags & HeaderFlag.Z) !== 0;
  }

  set z(on: boolean) {
    this.#setFlag(HeaderFlag.Z, on);
  }

  /** All data are authentic (RFC 4035 §3.2.3). */
  get ad(): boolean {
    return (this.flags & HeaderFlag.AD) !== 0;
  }

  set ad(on: boolean) {
    this.#setFlag(HeaderFlag.AD, on);
  }

  /** Checking is disabled (RFC 4035 §3.2.2). */
  get cd(): boolean {
    return (this.flags & HeaderFlag.CD) !== 0;
  }

  set cd(on: boolean) {
    this.#setFlag(HeaderFlag.CD, on);
  }

  /**
   * The message as bytes: compressed, and cut off with TC set where it is over `maxBytes`. Throws a `DNSError` with code
   * `"MESSAGE_TOO_LARGE"` if not even its question fits, and a `RangeError` for data that a record can't hold.
   */
  encode(options?: EncodeOptions): Buffer {
    return encodeMessage(this, options);
  }

  /** Reads all that is read on demand: name and data of every record. Throws a `DNSDecodeError`. */
  assertValid(): void {
    for (const section of [this.answer, this.authority, this.additional]) {
      for (const record of section) record.assertValid();
    }
    this.signature?.assertValid();
  }

  /** Its parts: what `JSON.stringify` shows. */
  toJSON(): MessageParts {
    const { id, flags, rcode, question, answer, authority, additional, edns } = this;
    return { id, flags, rcode, question, answer, authority, additional, edns };
  }

  /** What `console.log` shows. */
  [Symbol.for("nodejs.util.inspect.custom")](): MessageParts {
    return this.toJSON();
  }

  #open(): Sections {
    this.#sections = this.#prepared?.open(recordTypes) ?? { answer: [], authority: [], additional: [] };
    return this.#sections;
  }

  #setFlag(flag: number, on: boolean): void {
    this.flags = on ? this.flags | flag : this.flags & ~flag;
  }
}
