import { encodeLine } from "../wire/encode-line.js";
import type { LimitExceededError } from "../wire/limit-exceeded-error.js";
import { defaultLimits } from "../wire/limits.js";
import { LineFramer, type LineFramerOptions, type LineSink } from "../wire/line-framer.js";
import type { ProtocolError } from "../wire/protocol-error.js";
import { FramedProtocol } from "./framed-protocol.js";

/**
 * A protocol of lines, with raw data between them where it says so (Twisted's LineReceiver).
 *
 *     class Shout extends LineReceiver {
 *       override lineReceived(line: Buffer): void {
 *         this.sendLine(line.toString().toUpperCase());
 *       }
 *     }
 */
export abstract class LineReceiver extends FramedProtocol<LineFramer> implements LineSink {
  /** What ends a line. Read when the first byte comes. @default CRLF */
  delimiter: Uint8Array | string = "\r\n";
  /** Bytes of one line, without its ending. May change from one line to the next. @default 16_384, `defaultLimits.maxLineBytes` */
  maxLineBytes: number = defaultLimits.maxLineBytes;
  /** What a CR or an LF by itself is, where the delimiter is CRLF. Read when the first byte comes. @default "refuse" */
  bareLineBreaks: LineFramerOptions["bareLineBreaks"] | undefined = undefined;

  /** A line, without its ending. A slice of what was received: copy it to keep it for long. */
  abstract lineReceived(line: Buffer): void;

  /** Bytes in raw mode, as they came. A protocol that calls `setRawMode` defines it. */
  rawDataReceived(_data: Buffer): void {
    throw new TypeError("setRawMode() was called by a protocol that has no rawDataReceived().");
  }

  /** All the bytes that `setRawMode(byteCount)` asked for have come, and the next byte begins a line. */
  rawDataEnded?(): void;

  /** A line is over `maxLineBytes`. By default the connection is closed; if it isn't, the rest of the line is dropped and the next one is given out. */
  lineLengthExceeded(_error: LimitExceededError): void {
    this.transport.loseConnection();
  }

  /** A line held a CR or an LF by itself. By default the connection is closed; if it isn't, the line is dropped and the next one is given out. */
  lineMalformed(_error: ProtocolError): void {
    this.transport.loseConnection();
  }

  /**
   * Sends `line` and its ending.
   * @returns what `transport.write` does: false where there is more than enough in the queue.
   * @throws {InvalidTokenError} where `line` would end before its end: it holds a CR, LF or NUL, or the delimiter. Nothing is sent.
   */
  sendLine(line: string | Uint8Array): boolean {
    const { delimiter } = this;
    return this.transport.write(delimiter === "\r\n" ? encodeLine(line) : encodeLine(line, { delimiter }));
  }

  /**
   * From here on bytes go to `rawDataReceived`: the next `byteCount` of them, or all until `setLineMode`.
   * @throws {RangeError} where `byteCount` is neither a non-negative integer nor `Infinity`.
   */
  setRawMode(byteCount?: number): void {
    this.framer.setRawMode(byteCount);
  }

  /** From here on lines again, beginning with `extra`: the end of the raw data that was given and not needed. */
  setLineMode(extra?: Uint8Array): void {
    this.framer.setLineMode(extra);
  }

  /** Forgets what has been received and not given out. @returns it. */
  clearLineBuffer(): Buffer {
    return this.framer.takeRemaining();
  }

  protected override makeFramer(): LineFramer {
    return new ReceiverFramer(this);
  }
}

class ReceiverFramer extends LineFramer {
  readonly #receiver: LineReceiver;

  constructor(receiver: LineReceiver) {
    const { delimiter, maxLineBytes, bareLineBreaks } = receiver;
    super(receiver, { delimiter, maxLineBytes, ...(bareLineBreaks === undefined ? {} : { bareLineBreaks }) });
    this.#receiver = receiver;
  }

  protected override deliverNext(): boolean {
    const receiver = this.#receiver;
    if (!receiver.receiving) {
      this.stop();
      return false;
    }
    if (this.maxLineBytes !== receiver.maxLineBytes) this.maxLineBytes = receiver.maxLineBytes;
    return super.deliverNext();
  }
}
