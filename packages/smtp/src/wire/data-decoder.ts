import { SMTPError } from "./smtp-error.js";

/**
 * What comes after DATA or BDAT, on its way to being a message. After DATA a dot alone on its line is the end, and a line that begins with a dot has one too many
 * (RFC 5321 §4.5.2).
 *
 * The end is CRLF.CRLF and nothing else. A CR or an LF by itself is no line end (§2.3.8), and never part of one: a server that takes `<LF>.<CR><LF>` for the end
 * lets whoever writes the text of a message send another one (SMTP smuggling, CVE-2023-51764 to 51766). By default a message that holds one is refused, once it has
 * come to its real end; passed on, it might be the end for the next server.
 *
 * The content goes out in slices of what came in: nothing is copied, and no line is looked at by itself.
 */

const CR = 0x0d;
const LF = 0x0a;
const DOT = 0x2e;

const bytesCR = Buffer.from("\r");
const bytesLF = Buffer.from("\n");
const bytesCRLF = Buffer.from("\r\n");

/** What a CR or an LF by itself is in a message: a reason to refuse it, a line end to be mended, or a byte like any other. */
export type BareNewlines = "refuse" | "normalize" | "allow";

/** Where a decoder's content goes. */
export interface DataSink {
  /** The next bytes of the message. They share memory with what was received. */
  contentDecoded(content: Buffer): void;
  /** The message is to be refused, for the first of perhaps several reasons. Called once at most. */
  contentRefused(error: SMTPError): void;
}

/** What a decoder has to know. */
export interface DataDecoderOptions {
  readonly bareNewlines: BareNewlines;
  /** Bytes of a line without its CRLF. */
  readonly maxMessageLineBytes: number;
}

/** How a message is framed: with DATA's dots, or with BDAT's sizes around text or around anything. */
export type DataFraming = "dots" | "text" | "binary";

/** What came last. */
type Before =
  | "line-start"
  | "text"
  | "cr"
  /** A dot that begins a line. It hasn't been passed on, and won't be. */
  | "dot"
  /** Such a dot and a CR, which hasn't been passed on yet. */
  | "dot-cr";

/** Decodes one message after the other. */
export class DataDecoder {
  readonly #sink: DataSink;
  readonly #options: DataDecoderOptions;
  #framing: DataFraming = "dots";
  #before: Before = "line-start";
  #done = false;
  #refused = false;
  /** Bytes of the present line that were in earlier chunks. */
  #lineBytes = 0;

  constructor(sink: DataSink, options: DataDecoderOptions) {
    this.#sink = sink;
    this.#options = options;
  }

  /** Whether the dot at the end has come. */
  get done(): boolean {
    return this.#done;
  }

  /** A new message begins. */
  begin(framing: DataFraming): void {
    this.#framing = framing;
    this.#before = "line-start";
    this.#done = false;
    this.#refused = false;
    this.#lineBytes = 0;
  }

  /** Decodes `chunk` from `from` on. @returns the index behind the end of the message, or the chunk's length. */
  decode(chunk: Buffer, from: number): number {
    if (this.#framing === "binary") {
      this.#pass(chunk, from, chunk.length);
      return chunk.length;
    }
    const start = this.#before === "text" || this.#before === "line-start" ? from : this.#goOn(chunk, from);
    return this.#done ? start : this.#lines(chunk, start);
  }

  /** The message ends without a dot: BDAT's LAST. */
  end(): void {
    if (this.#before === "cr") this.#brokenByCR();
  }

  /** What stood at the end of the last chunk could not be told yet. @returns where ordinary content begins. */
  #goOn(chunk: Buffer, from: number): number {
    const byte = chunk[from];
    if (byte === undefined) return from;
    const before = this.#before;
    if (before === "cr") {
      if (byte === LF) {
        this.#pass(chunk, from, from + 1);
        this.#before = "line-start";
        return from + 1;
      }
      this.#brokenByCR();
      return from;
    }
    if (before === "dot" && byte === CR) {
      this.#before = "dot-cr";
      return from + 1 === chunk.length ? from + 1 : this.#goOn(chunk, from + 1);
    }
    if (before === "dot-cr") {
      if (byte === LF) {
        this.#done = true;
        return from + 1;
      }
      this.#pass(bytesCR, 0, 1);
      this.#brokenByCR();
      return from;
    }
    this.#before = "text";
    return from;
  }

  /** Goes through whole lines, looking only at where they end. */
  #lines(chunk: Buffer, from: number): number {
    const { length } = chunk;
    const dots = this.#framing === "dots";
    let content = from;
    let at = from;
    let cr = -2;
    let lf = -2;
    while (at < length) {
      if (dots && this.#before === "line-start" && chunk[at] === DOT) {
        this.#pass(chunk, content, at);
        this.#before = "dot";
        // A CR that is no part of the end is passed on by this.
        content = at = this.#goOn(chunk, at + 1);
        if (this.#done) return at;
        continue;
      }
      // A search that found nothing isn't repeated, nor one whose result is still ahead: the work is linear whatever comes.
      if (cr !== -1 && cr < at) cr = chunk.indexOf(CR, at);
      if (lf !== -1 && lf < at) lf = chunk.indexOf(LF, at);
      if (cr === -1 && lf === -1) {
        this.#before = "text";
        this.#lineGrows(length - at);
        break;
      }
      const isBareLF = cr === -1 || (lf !== -1 && lf < cr);
      if (!isBareLF && (lf === cr + 1 || cr + 1 === length)) {
        this.#lineGrows(cr - at);
        this.#lineBytes = 0;
        this.#before = lf === cr + 1 ? "line-start" : "cr";
        at = cr + 2;
        continue;
      }
      const bare = isBareLF ? lf : cr;
      this.#lineGrows(bare - at);
      content = this.#mend(chunk, content, bare);
      at = bare + 1;
    }
    this.#pass(chunk, content, length);
    return length;
  }

  /** There is a CR or LF by itself at `at`. @returns where content goes on that hasn't been passed on. */
  #mend(chunk: Buffer, content: number, at: number): number {
    this.#bareBreak();
    this.#lineBytes = 0;
    this.#before = "text";
    if (this.#options.bareNewlines !== "normalize") return content;
    this.#pass(chunk, content, at);
    this.#pass(bytesCRLF, 0, 2);
    return at + 1;
  }

  /** A CR that has been passed on is followed by no LF. */
  #brokenByCR(): void {
    this.#bareBreak();
    this.#before = "text";
    if (this.#options.bareNewlines === "normalize") this.#pass(bytesLF, 0, 1);
  }

  #bareBreak(): void {
    if (this.#options.bareNewlines !== "refuse") return;
    this.#refuse(
      new SMTPError("the message has a CR or LF that is not part of a CRLF", {
        code: "BARE_LINE_BREAK",
        replyCode: 550,
        enhancedCode: "5.6.11",
      }),
    );
  }

  #lineGrows(bytes: number): void {
    this.#lineBytes += bytes;
    if (this.#lineBytes <= this.#options.maxMessageLineBytes) return;
    this.#refuse(
      new SMTPError("the message has a line that is too long", {
        code: "LINE_TOO_LONG",
        replyCode: 554,
        enhancedCode: "5.6.0",
      }),
    );
  }

  #refuse(error: SMTPError): void {
    if (this.#refused) return;
    this.#refused = true;
    this.#sink.contentRefused(error);
  }

  #pass(chunk: Buffer, from: number, to: number): void {
    if (to <= from || this.#refused) return;
    this.#sink.contentDecoded(to - from === chunk.length ? chunk : chunk.subarray(from, to));
  }
}
