import { LimitExceededError, LineFramer, type LineSink, type ProtocolError } from "@twist/core/wire";
import { leadingEnhancedCode } from "./enhanced-code.js";
import { MAX_REPLY_BYTES, SMTPReply } from "./reply.js";
import { SMTPError } from "./smtp-error.js";

/**
 * Reads replies (RFC 5321 §4.2), however the network cuts them:
 *
 *     Reply-line = *( Reply-code "-" [ textstring ] CRLF ) Reply-code [ SP textstring ] CRLF
 *     Reply-code = %x32-35 %x30-35 %x30-39
 *
 * All lines of a reply must have the same code. What isn't a reply is an error and ends the reading: who reads on after nonsense can be made to take one
 * reply for another. Two things are taken that the grammar doesn't have, since servers send them: a second digit above 5, and bytes outside ASCII, as UTF-8.
 */

const CODE_LENGTH = 3;
const HYPHEN = 0x2d;
const SPACE = 0x20;
const ZERO = 0x30;

/** Who gets the replies. */
export interface ReplySink {
  replyReceived(reply: SMTPReply): void;
}

/** Options of `ReplyReader`. */
export interface ReplyReaderOptions {
  /**
   * Bytes of one reply, all its lines and their endings together. A single line may have them all: RFC 5321 §4.5.3.1.5 allows servers 512 a line, and many
   * say more.
   * @default 65536
   */
  readonly maxReplyBytes?: number;
}

/** Cuts what a server sends into replies. */
export class ReplyReader implements LineSink {
  readonly #sink: ReplySink;
  readonly #framer: LineFramer;
  readonly #maxReplyBytes: number;
  /** The lines of the reply that isn't whole yet, without code and enhanced code. */
  #lines: string[] = [];
  #code = 0;
  #enhancedCode: SMTPReply["enhancedCode"];
  #bytes = 0;

  /** @throws {RangeError} where a limit is none. */
  constructor(sink: ReplySink, options: ReplyReaderOptions = {}) {
    const { maxReplyBytes = MAX_REPLY_BYTES } = options;
    this.#sink = sink;
    this.#maxReplyBytes = maxReplyBytes;
    this.#framer = new LineFramer(this, { maxLineBytes: maxReplyBytes });
  }

  /** Bytes that this reader has looked at or copied in its life: what tests of linear time count. */
  get work(): number {
    return this.#framer.work;
  }

  /**
   * Takes the next bytes, and gives out each reply that is whole.
   *
   * @throws {ProtocolError} where they aren't replies, or one is over the limit: an `SMTPError` or a `LimitExceededError`. It reads nothing more then.
   */
  receive(data: Uint8Array): void {
    this.#framer.receive(data);
  }

  /** All that was received and not given out. The reader keeps nothing of it. */
  takeRemaining(): Buffer {
    const lines = this.#lines.map((line) => Buffer.from(line));
    this.#begin();
    return Buffer.concat([...lines, this.#framer.takeRemaining()]);
  }

  /** Reads nothing more. */
  stop(): void {
    this.#framer.stop();
    this.#begin();
  }

  /** A line. For the framer. */
  lineReceived(line: Buffer): void {
    const code = codeOf(line);
    const separator = line.length === CODE_LENGTH ? SPACE : line[CODE_LENGTH];
    if (code === 0 || (separator !== SPACE && separator !== HYPHEN)) throw this.#bad("a line that is no reply");
    if (this.#lines.length > 0 && code !== this.#code) throw this.#bad("a reply whose lines have different codes");
    this.#bytes += line.length + 2;
    if (this.#bytes > this.#maxReplyBytes) throw this.#tooLong();
    this.#add(code, line.toString("utf8", CODE_LENGTH + 1));
    if (separator === SPACE) this.#complete();
  }

  /** For the framer. */
  lineLengthExceeded(): void {
    throw this.#tooLong();
  }

  /** For the framer. */
  lineMalformed(error: ProtocolError): void {
    this.stop();
    throw new SMTPError("the server sent a CR or LF that is not part of a CRLF", {
      code: "BARE_LINE_BREAK",
      cause: error,
    });
  }

  /** For the framer, which isn't ever in raw mode. */
  rawDataReceived(): void {
    throw new TypeError("replies are lines");
  }

  /** The first line says which enhanced code the reply has; it is taken off each line that has the same (RFC 2034 §4). */
  #add(code: number, text: string): void {
    if (this.#lines.length === 0) {
      this.#code = code;
      this.#enhancedCode = leadingEnhancedCode(code, text);
    }
    const enhanced = this.#enhancedCode;
    const repeated = enhanced !== undefined && text.startsWith(enhanced);
    const after = repeated ? text.charCodeAt(enhanced.length) : SPACE;
    this.#lines.push(repeated && (Number.isNaN(after) || after === SPACE) ? text.slice(enhanced.length + 1) : text);
  }

  #complete(): void {
    const reply = new SMTPReply(this.#code, this.#lines, this.#enhancedCode);
    this.#begin();
    this.#sink.replyReceived(reply);
  }

  #begin(): void {
    this.#lines = [];
    this.#bytes = 0;
    this.#enhancedCode = undefined;
  }

  #bad(what: string): SMTPError {
    this.stop();
    return new SMTPError(`the server sent ${what}`, { code: "BAD_REPLY" });
  }

  #tooLong(): LimitExceededError {
    this.stop();
    return new LimitExceededError("maxReplyBytes", this.#maxReplyBytes);
  }
}

/** The code that a line begins with, 200 to 599; 0 where it doesn't. */
function codeOf(line: Buffer): number {
  const first = line[0] ?? 0;
  const second = line[1] ?? 0;
  const third = line[2] ?? 0;
  if (first < ZERO + 2 || first > ZERO + 5 || !isDigit(second) || !isDigit(third)) return 0;
  return (first - ZERO) * 100 + (second - ZERO) * 10 + (third - ZERO);
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= ZERO + 9;
}
