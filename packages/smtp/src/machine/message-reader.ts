import { DataDecoder, type DataFraming, type DataSink } from "../wire/data-decoder.js";
import type { BareNewlines } from "../wire/data-decoder.js";
import { HopCounter } from "../wire/hop-counter.js";
import { SMTPError } from "../wire/smtp-error.js";
import type { SMTPLimits } from "../wire/smtp-limits.js";

/** Who gets what a `MessageReader` reads. */
export interface MessageSink {
  messageData(content: Buffer): void;
  messageFailed(error: SMTPError): void;
}

/** What a `MessageReader` has to know. */
export interface MessageReaderOptions {
  readonly limits: Pick<SMTPLimits, "maxMessageBytes" | "maxMessageLineBytes" | "maxHops">;
  readonly bareNewlines: BareNewlines;
}

/** Reads one message after the other, and refuses what is too big, goes in circles, or isn't what a message may be. */
export class MessageReader implements DataSink {
  readonly #sink: MessageSink;
  readonly #maxMessageBytes: number;
  readonly #maxHops: number;
  readonly #decoder: DataDecoder;
  readonly #hops = new HopCounter();
  #bytes = 0;
  #error: SMTPError | undefined;

  constructor(sink: MessageSink, { limits, bareNewlines }: MessageReaderOptions) {
    this.#sink = sink;
    this.#maxMessageBytes = limits.maxMessageBytes;
    this.#maxHops = limits.maxHops;
    this.#decoder = new DataDecoder(this, { bareNewlines, maxMessageLineBytes: limits.maxMessageLineBytes });
  }

  /** Whether the dot at the end has come. */
  get done(): boolean {
    return this.#decoder.done;
  }

  /** Why the message is refused; `undefined` where it isn't. */
  get error(): SMTPError | undefined {
    return this.#error;
  }

  /** A message begins. */
  begin(framing: DataFraming): void {
    this.#decoder.begin(framing);
    this.#hops.begin();
    this.#bytes = 0;
    this.#error = undefined;
  }

  /** Reads `chunk` from `from` on. @returns the index behind the message's end, or the chunk's length. */
  read(chunk: Buffer, from: number): number {
    return this.#decoder.decode(chunk, from);
  }

  /** The last chunk has been read. */
  end(): void {
    this.#decoder.end();
  }

  /** So many bytes are to come: refuses the message at once where that is too many. */
  announce(bytes: number): void {
    if (this.#bytes + bytes > this.#maxMessageBytes) this.#failTooBig();
  }

  contentDecoded(content: Buffer): void {
    if (this.#error !== undefined) return;
    this.#bytes += content.length;
    if (this.#bytes > this.#maxMessageBytes) {
      this.#failTooBig();
      return;
    }
    this.#hops.count(content);
    if (this.#hops.hops > this.#maxHops) {
      this.contentRefused(
        new SMTPError("the message has passed through too many servers", {
          code: "MAIL_LOOP",
          replyCode: 554,
          enhancedCode: "5.4.6",
        }),
      );
      return;
    }
    this.#sink.messageData(content);
  }

  contentRefused(error: SMTPError): void {
    if (this.#error !== undefined) return;
    this.#error = error;
    this.#sink.messageFailed(error);
  }

  #failTooBig(): void {
    this.contentRefused(
      new SMTPError("the message is too big", { code: "MESSAGE_TOO_BIG", replyCode: 552, enhancedCode: "5.3.4" }),
    );
  }
}
