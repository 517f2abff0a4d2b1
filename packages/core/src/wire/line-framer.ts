import { Framer, type FramerOptions } from "./framer.js";
import { LimitExceededError } from "./limit-exceeded-error.js";
import { assertLimit, defaultLimits } from "./limits.js";
import { ProtocolError } from "./protocol-error.js";

const CR = 0x0d;
const LF = 0x0a;
const CRLF = Buffer.from("\r\n");

/** Bytes of a line that are walked faster in JavaScript than by two calls of native code. */
const walkableLine = 128;

/** Who gets what a `LineFramer` finds. A class that speaks a line protocol can be its own sink. */
export interface LineSink {
  /** A line, without its ending. A slice of what was received: copy it to keep it for long. */
  lineReceived(line: Buffer): void;
  /** Bytes in raw mode, as they came. */
  rawDataReceived(data: Buffer): void;
  /** All the bytes that `setRawMode(byteCount)` asked for have been given out, and the next byte begins a line. */
  rawDataEnded?(): void;
  /**
   * A line is over `maxLineBytes`. Called once for each such line, as soon as it is certain; the line is dropped up to
   * its end and the next one is given out as usual, unless the sink calls `stop`.
   */
  lineLengthExceeded(error: LimitExceededError): void;
  /**
   * A line held a CR or an LF by itself, and `bareLineBreaks` is `"refuse"`. The line is dropped and the next one is
   * given out as usual, unless the sink calls `stop`. The error's code is `"BARE_LINE_BREAK"`.
   */
  lineMalformed(error: ProtocolError): void;
}

/** Options of `LineFramer`. */
export interface LineFramerOptions extends FramerOptions {
  /** Bytes of one line, without its ending. @default 16_384, `defaultLimits.maxLineBytes` */
  readonly maxLineBytes?: number;
  /** What ends a line. @default CRLF */
  readonly delimiter?: Uint8Array | string;
  /**
   * What a CR or an LF by itself is, where the delimiter is CRLF:
   * - `"refuse"`: an error. Two programs that disagree on where a line ends can be played off against each other
   *   (SMTP and HTTP request smuggling), so this is the default.
   * - `"keep"`: a byte of the line like any other.
   * - `"accept"`: an LF by itself ends the line as CRLF does; a CR by itself is a byte of the line.
   *
   * With another delimiter, CR and LF have no meaning and this must not be given.
   * @default "refuse"
   */
  readonly bareLineBreaks?: "refuse" | "keep" | "accept";
}

/** Cuts a stream into lines, and hands over the bytes between them in raw mode. */
export class LineFramer extends Framer {
  readonly #sink: LineSink;
  /** What is searched for: the delimiter, or LF where a bare one is accepted. */
  readonly #terminator: Uint8Array;
  /** How many of the last unterminated bytes may yet turn out to belong to the line's ending. */
  readonly #endingBytes: number;
  readonly #bareLineBreaks: "refuse" | "keep" | "accept";
  #maxLineBytes: number;
  /** How many raw bytes are still to come; undefined in line mode. */
  #rawBytes: number | undefined;
  /** Whether what comes is the rest of a line that is over the limit. */
  #skippingLine = false;

  /** Throws a `RangeError` for a limit that is none or an empty delimiter, and a `TypeError` for options that contradict each other. */
  constructor(sink: LineSink, options: LineFramerOptions = {}) {
    super(options);
    const { maxLineBytes = defaultLimits.maxLineBytes, delimiter = CRLF, bareLineBreaks } = options;
    assertLimit("maxLineBytes", maxLineBytes);
    const ending = typeof delimiter === "string" ? Buffer.from(delimiter, "utf8") : Buffer.from(delimiter);
    if (ending.length === 0) throw new RangeError("the delimiter must not be empty");
    const isCRLF = ending.equals(CRLF);
    if (!isCRLF && bareLineBreaks !== undefined) throw new TypeError("bareLineBreaks needs CRLF as the delimiter");
    this.#sink = sink;
    this.#maxLineBytes = maxLineBytes;
    this.#bareLineBreaks = bareLineBreaks ?? (isCRLF ? "refuse" : "keep");
    this.#terminator = this.#bareLineBreaks === "accept" ? Buffer.of(LF) : ending;
    this.#endingBytes = ending.length - 1;
  }

  /** Bytes of one line, without its ending. May change from one line to the next, as where a command allows longer ones. */
  get maxLineBytes(): number {
    return this.#maxLineBytes;
  }

  /** Throws a `RangeError` for a limit that is none. */
  set maxLineBytes(value: number) {
    assertLimit("maxLineBytes", value);
    this.#maxLineBytes = value;
  }

  /** Whether bytes are handed over as they come, and not as lines. */
  get rawMode(): boolean {
    return this.#rawBytes !== undefined;
  }

  /**
   * From here on, right behind the last line given out, bytes go to `rawDataReceived`: the next `byteCount` of them,
   * after which come `rawDataEnded` and lines again, or all until `setLineMode`.
   * Throws a `RangeError` if `byteCount` is neither a non-negative integer nor `Infinity`.
   */
  setRawMode(byteCount = Infinity): void {
    if (byteCount !== Infinity && !(Number.isSafeInteger(byteCount) && byteCount >= 0)) {
      throw new RangeError(`byteCount must be a non-negative integer or Infinity, not ${String(byteCount)}`);
    }
    this.#rawBytes = byteCount;
    this.#skippingLine = false;
    this.deliver();
  }

  /** From here on, lines again, beginning with `extra`: the end of the raw data that the sink was given and didn't need. */
  setLineMode(extra?: Uint8Array): void {
    this.#rawBytes = undefined;
    if (this.stopped) return;
    if (extra !== undefined) this.buffer.prepend(extra);
    this.deliver();
  }

  override takeRemaining(): Buffer {
    this.#skippingLine = false;
    return super.takeRemaining();
  }

  protected override deliverNext(): boolean {
    return this.#rawBytes === undefined ? this.#deliverLine() : this.#deliverRaw(this.#rawBytes);
  }

  #deliverLine(): boolean {
    const { buffer } = this;
    const found = buffer.indexOf(this.#terminator);
    if (found === -1) return this.#awaitEnding();
    const endsInCR = this.#bareLineBreaks === "accept" && buffer.peekUInt8(found - 1) === CR;
    const length = endsInCR ? found - 1 : found;
    const whole = found + this.#terminator.length;
    if (this.#skippingLine || length > this.#maxLineBytes) {
      buffer.skip(whole);
      if (this.#skippingLine) this.#skippingLine = false;
      else this.#sink.lineLengthExceeded(this.#lengthError());
      return true;
    }
    const line = buffer.takeUpTo(length);
    buffer.skip(whole - length);
    if (this.#bareLineBreaks === "refuse" && holdsLineBreak(line)) {
      const message = "the peer sent a CR or LF that is not part of a CRLF";
      this.#sink.lineMalformed(new ProtocolError(message, { code: "BARE_LINE_BREAK" }));
    } else {
      this.#sink.lineReceived(line);
    }
    return true;
  }

  /** What waits has no end yet. Drops what can be dropped of a line that is too long. */
  #awaitEnding(): boolean {
    const { buffer } = this;
    if (this.#skippingLine) {
      buffer.skip(Math.max(0, buffer.length - this.#endingBytes));
      return false;
    }
    if (buffer.length - this.#endingBytes <= this.#maxLineBytes) return false;
    this.#skippingLine = true;
    this.#sink.lineLengthExceeded(this.#lengthError());
    return true;
  }

  #deliverRaw(wanted: number): boolean {
    const { buffer } = this;
    if (wanted === 0) {
      this.#rawBytes = undefined;
      this.#sink.rawDataEnded?.();
      return true;
    }
    if (buffer.length === 0) return false;
    const data = buffer.takeUpTo(wanted);
    this.#rawBytes = wanted - data.length;
    this.#sink.rawDataReceived(data);
    return true;
  }

  #lengthError(): LimitExceededError {
    return new LimitExceededError("maxLineBytes", this.#maxLineBytes);
  }
}

function holdsLineBreak(line: Buffer): boolean {
  if (line.length > walkableLine) return line.includes(CR) || line.includes(LF);
  // eslint-disable-next-line @typescript-eslint/prefer-for-of -- measured: for…of costs a third of the lines per second
  for (let i = 0; i < line.length; i++) {
    const byte = line[i];
    if (byte === CR || byte === LF) return true;
  }
  return false;
}
