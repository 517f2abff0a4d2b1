import type { ReceiveBuffer } from "@twist/core/wire";
import type { BdatCommand } from "../commands/bdat.js";
import type { SMTPReply } from "../wire/reply.js";
import type { SMTPError } from "../wire/smtp-error.js";
import { MessageReader, type MessageReaderOptions, type MessageSink } from "./message-reader.js";

/** Takes the content of messages out of what has been received: up to a dot after DATA, by number of bytes after BDAT. */
export class ContentReader {
  readonly #buffer: ReceiveBuffer;
  readonly #message: MessageReader;
  /** The chunk that is being read, and what is left of it; `undefined` after DATA. */
  #chunk: BdatCommand | undefined;
  #chunkLeft = 0;
  #refusal: SMTPReply | undefined;

  constructor(buffer: ReceiveBuffer, sink: MessageSink, options: MessageReaderOptions) {
    this.#buffer = buffer;
    this.#message = new MessageReader(sink, options);
  }

  /** Why the message is refused; `undefined` where it isn't. */
  get error(): SMTPError | undefined {
    return this.#message.error;
  }

  /** With what the chunk is refused, which is read and dropped; `undefined` where it isn't. */
  get refusal(): SMTPReply | undefined {
    return this.#refusal;
  }

  /** How many bytes the chunk has. */
  get chunkSize(): number {
    return this.#chunk?.size ?? 0;
  }

  /** Whether what is read is the end of a message. */
  get isLast(): boolean {
    return this.#chunk?.last ?? true;
  }

  /** A message follows, up to a dot. */
  beginData(): void {
    this.#chunk = this.#refusal = undefined;
    this.#message.begin("dots");
  }

  /** A message follows in chunks. */
  beginChunks(binary: boolean): void {
    this.#message.begin(binary ? "binary" : "text");
  }

  /** A chunk follows. */
  beginChunk(chunk: BdatCommand, refusal: SMTPReply | undefined): void {
    this.#chunk = chunk;
    this.#chunkLeft = chunk.size;
    this.#refusal = refusal;
    if (refusal === undefined) this.#message.announce(chunk.size);
  }

  /** Reads what there is. @returns whether the dot has come, or the last byte of the chunk. */
  read(): boolean {
    return this.#chunk === undefined ? this.#readData() : this.#readChunk(this.#chunk);
  }

  #readData(): boolean {
    const received = this.#buffer.takeAll();
    const end = this.#message.read(received, 0);
    if (end < received.length) this.#buffer.prepend(received.subarray(end));
    return this.#message.done;
  }

  #readChunk({ last }: BdatCommand): boolean {
    const received = this.#buffer.takeUpTo(this.#chunkLeft);
    this.#chunkLeft -= received.length;
    if (this.#refusal === undefined) {
      this.#message.read(received, 0);
      if (last && this.#chunkLeft === 0) this.#message.end();
    }
    return this.#chunkLeft === 0;
  }
}
