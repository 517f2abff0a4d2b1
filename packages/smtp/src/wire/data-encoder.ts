import { asBuffer, ProtocolError } from "@twist/core/wire";

/**
 * What goes out after `DATA`. On the wire a message is lines that end in CRLF, a line that begins with a dot has one more (RFC 5321 §4.5.2), and a
 * dot alone is the end. A CR or an LF by itself must never go out: servers disagree on whether it ends a line, and what one of them takes for the end of
 * the message lets whoever wrote the message send another one in our name (SMTP smuggling, CVE-2023-51764 and its kin).
 *
 * All that is kept between two pieces is their border's last byte, so a message may be cut anywhere. A piece that needs no change is passed on as it is.
 */

const CR = 0x0d;
const LF = 0x0a;
const DOT = 0x2e;

const endAtLineStart = Buffer.from(".\r\n");
const endAfterCR = Buffer.from("\n.\r\n");
const endInLine = Buffer.from("\r\n.\r\n");
const lineEnd = Buffer.from("\r\n");
const nothing = Buffer.alloc(0);

/** Options of `DataEncoder`. */
export interface DataEncoderOptions {
  /**
   * What becomes of a CR or an LF by itself: `"normalize"` makes it a CRLF, `"refuse"` throws, for messages that mustn't change because they are signed.
   * @default "normalize"
   */
  readonly bareLineBreaks?: "normalize" | "refuse";
  /** Whether dots are doubled and a dot ends the message, as `DATA` asks and `BDAT` doesn't. @default true */
  readonly dotStuffing?: boolean;
}

/** Makes a message what `DATA` sends, piece by piece. One for each message. */
export class DataEncoder {
  readonly #refuses: boolean;
  readonly #stuffsDots: boolean;
  /** The last byte that went in. A message begins like a line. */
  #last = LF;

  constructor(options: DataEncoderOptions = {}) {
    this.#refuses = options.bareLineBreaks === "refuse";
    this.#stuffsDots = options.dotStuffing ?? true;
  }

  /**
   * The next piece, as it goes out: `piece` itself where nothing in it has to change, so its bytes mustn't change afterwards.
   *
   * @throws {ProtocolError} `BARE_LINE_BREAK`, with `"refuse"`.
   */
  encode(piece: Uint8Array): Buffer {
    const source = asBuffer(piece);
    const last = source.at(-1);
    if (last === undefined) return source;
    const measured = this.#walk(new Insertions(source, nothing));
    let encoded = source;
    if (measured > 0) {
      encoded = Buffer.allocUnsafe(source.length + measured);
      this.#walk(new Insertions(source, encoded));
    }
    this.#last = last;
    return encoded;
  }

  /**
   * What stands behind the last piece: the end of a line that has none, and the dot.
   *
   * @throws {ProtocolError} `BARE_LINE_BREAK`, with `"refuse"`, for a CR at the very end.
   */
  end(): Buffer {
    if (this.#last === CR) {
      this.#bareLineBreak();
      return this.#stuffsDots ? endAfterCR : endAfterCR.subarray(0, 1);
    }
    if (this.#stuffsDots) return this.#last === LF ? endAtLineStart : endInLine;
    return this.#last === LF ? nothing : lineEnd;
  }

  /** Finds what has to be inserted. @returns how many bytes. */
  #walk(insertions: Insertions): number {
    const { source } = insertions;
    let next = 0;
    if (this.#last === CR) {
      if (source[0] === LF) {
        next = 1;
      } else {
        this.#bareLineBreak();
        insertions.insert(0, LF);
      }
    }
    if (this.#last === LF || this.#last === CR) this.#lineBegins(insertions, next);
    let cr = source.indexOf(CR, next);
    let lf = source.indexOf(LF, next);
    while (cr !== -1 || lf !== -1) {
      if (cr !== -1 && lf === cr + 1) {
        next = lf + 1;
      } else if (cr !== -1 && (lf === -1 || cr < lf)) {
        next = cr + 1;
        // At the end of a piece, the next one tells what this CR is.
        if (next === source.length) break;
        this.#bareLineBreak();
        insertions.insert(next, LF);
      } else {
        next = lf + 1;
        this.#bareLineBreak();
        insertions.insert(lf, CR);
      }
      this.#lineBegins(insertions, next);
      if (cr !== -1 && cr < next) cr = source.indexOf(CR, next);
      if (lf !== -1 && lf < next) lf = source.indexOf(LF, next);
    }
    return insertions.finish();
  }

  #lineBegins(insertions: Insertions, at: number): void {
    if (this.#stuffsDots && insertions.source[at] === DOT) insertions.insert(at, DOT);
  }

  #bareLineBreak(): void {
    if (!this.#refuses) return;
    throw new ProtocolError("the message has a CR or LF that is not part of a CRLF", { code: "BARE_LINE_BREAK" });
  }
}

/** Copies `source` to `target` with bytes inserted; where the target is empty, only counts them. */
class Insertions {
  readonly source: Buffer;
  readonly #target: Buffer;
  #copied = 0;
  #inserted = 0;

  constructor(source: Buffer, target: Buffer) {
    this.source = source;
    this.#target = target;
  }

  insert(at: number, byte: number): void {
    if (this.#target.length > 0) {
      this.#copyTo(at);
      this.#target[at + this.#inserted] = byte;
    }
    this.#inserted++;
  }

  finish(): number {
    if (this.#target.length > 0) this.#copyTo(this.source.length);
    return this.#inserted;
  }

  #copyTo(at: number): void {
    if (at > this.#copied) this.source.copy(this.#target, this.#copied + this.#inserted, this.#copied, at);
    this.#copied = at;
  }
}
