import { decodeMessage } from "./decode-message.js";
import { MessageSource } from "./message-source.js";
import type { Question } from "./question.js";
import type { RDataWriter } from "./rdata-writer.js";
import type { RecordTypes } from "./record-types.js";
import type { ResourceRecord } from "./resource-record.js";
import type { Sections } from "./sections.js";

/** Sections that were encoded before. */
export interface PreparedSections {
  /** In the place of answer, authority and additional section, for the same question only. @default none */
  readonly prepared?: PreparedReply | undefined;
}

/**
 * The sections of one reply as bytes, which were encoded before for the same question. As long as nobody changes the sections the bytes go out as
 * they are; whoever looks at the records has them decoded.
 */
export class PreparedReply {
  readonly #question: Question;
  readonly #buffer: Buffer;
  readonly #from: number;
  readonly #to: number;
  /** What was given out, and may have been changed since. */
  #opened: Sections | undefined;

  /** @param buffer Holds a message with this question and without OPT, from `from` to `to`; what is there doesn't change any more. */
  constructor(question: Question, buffer: Buffer, from: number, to: number) {
    this.#question = question;
    this.#buffer = buffer;
    this.#from = from;
    this.#to = to;
  }

  /** Bytes of a message with nothing else in it. */
  get byteLength(): number {
    return this.#to - this.#from;
  }

  /** Writes the message. The id and the flags in its header are to be put in. */
  write(writer: RDataWriter): void {
    writer.bytes(this.#buffer, this.#from, this.#to);
  }

  /** Decodes the records. */
  open(types: RecordTypes): Sections {
    // A copy: records that somebody keeps must not keep all of the buffer.
    const bytes = Buffer.from(this.#buffer.subarray(this.#from, this.#to));
    const { answer, authority, additional } = decodeMessage(new MessageSource(bytes, types));
    this.#opened = { answer, authority, additional };
    return { answer: [...answer], authority: [...authority], additional: [...additional] };
  }

  /** Whether the bytes are still what a message with these parts has. */
  holdsFor(questions: readonly Question[], sections: Sections | undefined): boolean {
    if (questions.length !== 1 || questions[0] !== this.#question) return false;
    const opened = this.#opened;
    if (opened === undefined || sections === undefined) return true;
    return (
      areSame(sections.answer, opened.answer) &&
      areSame(sections.authority, opened.authority) &&
      areSame(sections.additional, opened.additional)
    );
  }
}

/** Whether these are the same records, which are immutable. */
function areSame(records: readonly ResourceRecord[], others: readonly ResourceRecord[]): boolean {
  return records.length === others.length && records.every((record, i) => record === others[i]);
}
