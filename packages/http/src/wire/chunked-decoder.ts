import type { HTTPLimits } from "./http-limits.js";
import { Headers } from "./headers.js";
import { HeadScanner } from "./head-scanner.js";
import { HTTPError } from "./http-error.js";
import { CR, LF, SEMICOLON, hexValue, isFieldValueOctet, isOWS } from "./octets.js";
import { SectionReader } from "./section-reader.js";
import { refuseForbiddenTrailers } from "./trailer-fields.js";

const SIZE = 0;
const AFTER_SIZE = 1;
const EXTENSION = 2;
const SIZE_LF = 3;
const DATA = 4;
const DATA_CR = 5;
const DATA_LF = 6;
const TRAILER_START = 7;
const TRAILERS = 8;
const LAST_LF = 9;
const DONE = 10;

const trailerScanner = new HeadScanner(() => undefined, false);

/**
 * RFC 9112 §7.1:
 *
 *     chunked-body   = *chunk last-chunk trailer-section CRLF
 *     chunk          = chunk-size [ chunk-ext ] CRLF chunk-data CRLF
 *     chunk-size     = 1*HEXDIG
 *     last-chunk     = 1*("0") [ chunk-ext ] CRLF
 *     chunk-ext      = *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )
 *
 * Every line ends with CRLF and nothing else; a size is hexadecimal digits and nothing else. Extensions are dropped, and counted: of
 * each line, of the message, and together with all other framing against the content, so that a peer can't make us work for
 * bytes that carry nothing.
 *
 * Call `read` until it has taken everything. Each call stops after a run of content, which it leaves in `dataStart` and `dataEnd`.
 */
export class ChunkedDecoder {
  /** The content that the last `read` found: `bytes[dataStart]` up to, not including, `bytes[dataEnd]`. Empty where both are equal. */
  dataStart = 0;
  dataEnd = 0;
  /** The trailer section, once `done`; `undefined` where there was none. */
  trailers: Headers | undefined = undefined;
  readonly #limits: HTTPLimits;
  #state = SIZE;
  /** Content left of the current chunk; while its line is read, its size so far. */
  #size = 0;
  #lineBytes = 0;
  #extensionBytes = 0;
  #framingBytes = 0;
  #bodyBytes = 0;
  #trailerReader: SectionReader<undefined> | undefined;

  constructor(limits: HTTPLimits) {
    this.#limits = limits;
  }

  /** Whether the body has ended. */
  get done(): boolean {
    return this.#state === DONE;
  }

  /**
   * Reads on from `at`, at most until the end of a run of content or of the body.
   * @returns the index after what was read.
   * @throws {HTTPError}
   */
  read(bytes: Buffer, at: number): number {
    this.dataStart = this.dataEnd = 0;
    let i = at;
    while (i < bytes.length) {
      switch (this.#state) {
        case DATA:
          return this.#takeData(bytes, i);
        case TRAILER_START:
        case TRAILERS:
          i = this.#readTrailers(bytes, i);
          break;
        case DONE:
          return i;
        default:
          this.#readFraming(bytes[i] ?? 0);
          i++;
      }
    }
    return i;
  }

  #takeData(bytes: Buffer, at: number): number {
    const end = Math.min(bytes.length, at + this.#size);
    this.#size -= end - at;
    if (this.#size === 0) this.#state = DATA_CR;
    this.dataStart = at;
    this.dataEnd = end;
    return end;
  }

  #readFraming(octet: number): void {
    this.#framingBytes++;
    switch (this.#state) {
      case SIZE:
      case AFTER_SIZE:
        this.#readSize(octet);
        break;
      case EXTENSION:
        this.#readExtension(octet);
        break;
      case SIZE_LF:
        expect(octet, LF);
        this.#endSizeLine();
        break;
      case DATA_CR:
        expect(octet, CR);
        this.#state = DATA_LF;
        break;
      case DATA_LF:
        expect(octet, LF);
        this.#state = SIZE;
        break;
      case LAST_LF:
        expect(octet, LF);
        this.#state = DONE;
        break;
    }
  }

  #readSize(octet: number): void {
    const digit = hexValue(octet);
    if (digit < 16 && this.#state === SIZE) {
      this.#countLineByte();
      this.#size = this.#size * 16 + digit;
      if (this.#size > Number.MAX_SAFE_INTEGER) throw badChunk("a size that is too large");
      return;
    }
    if (this.#lineBytes === 0) throw badChunk("a line without a size");
    if (octet === CR && this.#state === SIZE) {
      this.#state = SIZE_LF;
    } else if (octet === SEMICOLON) {
      this.#countExtensionByte();
      this.#state = EXTENSION;
    } else if (isOWS(octet)) {
      // White space is legal only before a ";": a size padded with blanks is how some readers were told another size.
      this.#countExtensionByte();
      this.#state = AFTER_SIZE;
    } else {
      throw badChunk("a size that isn't hexadecimal digits");
    }
  }

  #readExtension(octet: number): void {
    if (octet === CR) {
      this.#state = SIZE_LF;
      return;
    }
    if (!isFieldValueOctet(octet)) throw badChunk("a control character in an extension");
    this.#countExtensionByte();
  }

  #countLineByte(): void {
    if (++this.#lineBytes > this.#limits.maxChunkLineBytes) throw badChunk("a line that is over the limit");
  }

  #countExtensionByte(): void {
    this.#countLineByte();
    if (++this.#extensionBytes > this.#limits.maxChunkExtensionBytes) throw badChunk("more extensions than the limit");
  }

  #endSizeLine(): void {
    this.#lineBytes = 0;
    const limits = this.#limits;
    if (this.#size === 0) {
      this.#state = TRAILER_START;
      return;
    }
    if (this.#framingBytes > this.#bodyBytes * limits.maxChunkOverheadRatio + limits.chunkOverheadAllowanceBytes) {
      throw new HTTPError("too much chunk framing for the content", { code: "CHUNK_OVERHEAD" });
    }
    this.#bodyBytes += this.#size;
    if (this.#bodyBytes > limits.maxBodyBytes) {
      throw new HTTPError("the body is over the limit", { code: "BODY_TOO_LARGE", statusCode: 413 });
    }
    this.#state = DATA;
  }

  #readTrailers(bytes: Buffer, at: number): number {
    if (this.#state === TRAILER_START && bytes[at] === CR) {
      this.#state = LAST_LF;
      return at + 1;
    }
    const limits = this.#limits;
    this.#state = TRAILERS;
    this.#trailerReader ??= new SectionReader(trailerScanner);
    const scanner = this.#trailerReader.read(bytes, at, {
      ...limits,
      maxHeaderBytes: limits.maxTrailerBytes,
      maxHeaderFields: limits.maxTrailerFields,
    });
    if (scanner === undefined) return bytes.length;
    this.trailers = Headers.fromScannedText(scanner.text);
    refuseForbiddenTrailers(this.trailers);
    this.#state = DONE;
    return scanner.end;
  }
}

function expect(octet: number, expected: number): void {
  if (octet !== expected) throw badChunk("a line that doesn't end with CRLF");
}

function badChunk(what: string): HTTPError {
  return new HTTPError(`the chunked body has ${what}`, { code: "BAD_CHUNK" });
}
