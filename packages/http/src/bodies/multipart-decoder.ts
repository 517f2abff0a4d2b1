import { HeadScanner } from "../wire/head-scanner.js";
import { Headers } from "../wire/headers.js";
import { HTTPError } from "../wire/http-error.js";
import { type HTTPLimits, httpLimits } from "../wire/http-limits.js";
import { CR, LF, isOWS } from "../wire/octets.js";
import { SectionReader } from "../wire/section-reader.js";

/** The head of a part has come. */
export interface PartHead {
  readonly kind: "head";
  readonly headers: Headers;
}
/** Content of that part. */
export interface PartData {
  readonly kind: "data";
  readonly data: Buffer;
}
/** That part has ended; or, `end`, all of them have. */
export interface PartEnd {
  readonly kind: "part-end" | "end";
}

/** What a decoder finds. */
export type MultipartEvent = PartHead | PartData | PartEnd;

const PREAMBLE = 0;
const AFTER_DELIMITER = 1;
const PADDING = 2;
const HEAD = 3;
const DATA = 4;
const EPILOGUE = 5;

const HYPHEN = 0x2d;
/** A part has a Content-Disposition, a Content-Type, and sometimes one more. */
const MAX_PART_FIELDS = 16;
/** What may stand before the first delimiter, and after a delimiter on its line. Forms have nothing there. */
const MAX_IDLE_BYTES = 1024;
const NOTHING = Buffer.alloc(0);
const PART_END: PartEnd = { kind: "part-end" };
const END: PartEnd = { kind: "end" };

const partScanner = new HeadScanner(() => undefined, false);

/**
 * RFC 2046 §5.1.1:
 *
 *     multipart-body    = [preamble CRLF] dash-boundary transport-padding CRLF body-part *encapsulation close-delimiter …
 *     dash-boundary     = "--" boundary
 *     delimiter         = CRLF dash-boundary
 *     close-delimiter   = delimiter "--"
 *
 * Give it bytes with `push`, and take what it finds with `next` until that gives `undefined`: more bytes are needed then. Time is linear in the bytes
 * however they come; no more is kept of them than a delimiter, or the head of a part.
 */
export class MultipartDecoder {
  readonly #delimiter: Buffer;
  readonly #heads = new SectionReader(partScanner);
  readonly #limits: HTTPLimits;
  /** What has not been looked at. At the start a line end, so that a delimiter without one before it, the first, is like all others. */
  #bytes: Buffer = Buffer.from("\r\n");
  #at = 0;
  #state = PREAMBLE;
  #idleBytes = 0;

  /** @param maxPartHeaderBytes Bytes of the fields of one part. */
  constructor(boundary: string, maxPartHeaderBytes: number) {
    this.#delimiter = Buffer.from(`\r\n--${boundary}`, "latin1");
    this.#limits = httpLimits({
      maxHeaderBytes: maxPartHeaderBytes,
      maxHeaderFieldBytes: maxPartHeaderBytes,
      maxHeaderFields: MAX_PART_FIELDS,
    });
  }

  /** Takes bytes. What `next` has found shares memory with them. */
  push(bytes: Buffer): void {
    if (this.#state === EPILOGUE) return;
    this.#bytes = this.#at === this.#bytes.length ? bytes : Buffer.concat([this.#bytes.subarray(this.#at), bytes]);
    this.#at = 0;
  }

  /** @returns `undefined` where more bytes are needed. @throws {HTTPError} */
  next(): MultipartEvent | undefined {
    while (this.#at < this.#bytes.length) {
      switch (this.#state) {
        case PREAMBLE: {
          const start = this.#at;
          const found = this.#findDelimiter();
          this.#countIdle(this.#at - start);
          if (!found) return undefined;
          break;
        }
        case AFTER_DELIMITER:
          if (this.#bytes.length - this.#at < 2) return undefined;
          if (this.#bytes[this.#at] === HYPHEN && this.#bytes[this.#at + 1] === HYPHEN) return this.#finish();
          this.#state = PADDING;
          break;
        case PADDING:
          if (!this.#skipPadding()) return undefined;
          break;
        case HEAD: {
          const head = this.#readHead();
          if (head !== undefined) return head;
          break;
        }
        case DATA:
          return this.#readData();
        default:
          return undefined;
      }
    }
    return undefined;
  }

  /** No more bytes come. @throws {HTTPError} where the last delimiter has not come. */
  endOfInput(): void {
    if (this.#state !== EPILOGUE) throw malformed("it ends before its last delimiter");
  }

  #finish(): PartEnd {
    this.#state = EPILOGUE;
    this.#bytes = NOTHING;
    this.#at = 0;
    return END;
  }

  /** Goes to the end of the next delimiter; where there is none, to the last place at which one may have begun. */
  #findDelimiter(): boolean {
    const found = this.#bytes.indexOf(this.#delimiter, this.#at);
    if (found >= 0) {
      this.#at = found + this.#delimiter.length;
      this.#state = AFTER_DELIMITER;
      return true;
    }
    this.#at = Math.max(this.#at, this.#undecided());
    return false;
  }

  /** The first index at which the bytes end like a delimiter begins. A delimiter has one CR, at its start, and so the last CR decides. */
  #undecided(): number {
    const { length } = this.#bytes;
    const from = Math.max(this.#at, length - this.#delimiter.length + 1);
    const cr = this.#bytes.lastIndexOf(CR);
    if (cr < from) return length;
    return this.#delimiter.subarray(0, length - cr).equals(this.#bytes.subarray(cr)) ? cr : length;
  }

  #skipPadding(): boolean {
    const bytes = this.#bytes;
    const start = this.#at;
    while (this.#at < bytes.length && isOWS(bytes[this.#at] ?? 0)) this.#at++;
    this.#countIdle(this.#at - start);
    if (bytes.length - this.#at < 2) return false;
    if (bytes[this.#at] !== CR || bytes[this.#at + 1] !== LF) throw malformed("a delimiter's line goes on");
    this.#at += 2;
    this.#state = HEAD;
    return true;
  }

  #readHead(): PartHead | undefined {
    const scanner = this.#heads.read(this.#bytes, this.#at, this.#limits);
    if (scanner === undefined) {
      this.#at = this.#bytes.length;
      return undefined;
    }
    this.#at = scanner.end;
    this.#state = DATA;
    return { kind: "head", headers: Headers.fromScannedText(scanner.text) };
  }

  #readData(): PartData | PartEnd | undefined {
    const start = this.#at;
    const found = this.#bytes.indexOf(this.#delimiter, start);
    if (found === start) {
      this.#findDelimiter();
      return PART_END;
    }
    const end = found > 0 ? found : this.#undecided();
    if (end === start) return undefined;
    this.#at = end;
    return { kind: "data", data: this.#bytes.subarray(start, end) };
  }

  #countIdle(bytes: number): void {
    this.#idleBytes += bytes;
    if (this.#idleBytes > MAX_IDLE_BYTES + this.#delimiter.length)
      throw malformed("there is too much between its parts");
  }
}

function malformed(what: string): HTTPError {
  return new HTTPError(`the content isn't multipart: ${what}`, { code: "MALFORMED_CONTENT" });
}
