import { DNSTextError, type TextPosition } from "./dns-text-error.js";

/**
 * The first step of reading presentation format (RFC 1035 §5.1): a text is cut into entries, an entry into tokens. An
 * entry is a line, or several that parentheses join. Comments and blank lines are passed over. The tokens of one entry
 * are held in arrays that the next entry uses again, since a zone has millions of them.
 *
 *     entry = token *( blank token ), with "(" … ")" making line ends into blanks, and ";" a comment to the line's end
 *     token = 1*( octet / "\" octet )  |  DQUOTE *( octet / "\" octet ) DQUOTE  |  key "=" DQUOTE … DQUOTE
 */

/** How a token was written. */
export type TokenKind = typeof PLAIN | typeof QUOTED | typeof PAIR;
/** Without quotes. */
export const PLAIN = 0;
/** All of it in quotes, which are not part of the token's text. */
export const QUOTED = 1;
/** `key="value"`, as in RFC 9460 §2.1; the quotes are part of the token's text. */
export const PAIR = 2;

/** What an `EntryLexer` takes besides the text. */
export interface EntryLexerOptions {
  /** The file's name, for errors. */
  readonly file?: string | undefined;
  /** Bytes of one entry, over all its lines. @default 1_048_576 */
  readonly maxLineBytes?: number | undefined;
  /** Whether more text comes, with `append`, until `finish` is called. @default false */
  readonly partial?: boolean | undefined;
}

/** Room for the longest RDATA in its least compact form, three times over. */
export const DEFAULT_MAX_LINE_BYTES = 1024 * 1024;

const QUOTE_MARK = 0x22;
const EQUALS = 0x3d;

const BLANK = 1;
const NEWLINE = 2;
const OPEN = 3;
const CLOSE = 4;
const COMMENT = 5;
const QUOTE = 6;
const ESCAPE = 7;

const classes = new Uint8Array(256);
for (const [characters, kind] of [
  [" \t\r", BLANK],
  ["\n", NEWLINE],
  ["(", OPEN],
  [")", CLOSE],
  [";", COMMENT],
  ['"', QUOTE],
  ["\\", ESCAPE],
] as const) {
  for (const character of characters) classes[character.charCodeAt(0)] = kind;
}

/** What some editors put in front of UTF-8. */
const BYTE_ORDER_MARK = "\xef\xbb\xbf";

/** Cuts a text, one character for each octet, into entries and tokens. Linear in the text's length. */
export class EntryLexer {
  /** How many tokens the entry has. */
  count = 0;
  /** Whether the entry begins with a blank, so that its owner is the one before. */
  indented = false;

  #text: string;
  #ended: boolean;
  readonly #file: string | undefined;
  readonly #maxLineBytes: number;
  readonly #tokens: string[] = [];
  readonly #kinds: TokenKind[] = [];
  readonly #offsets: number[] = [];
  #position = 0;
  #line = 1;
  #entryStart = 0;
  #entryLine = 1;
  /** Where the entry has to end: the text's end, or the limit. */
  #entryEnd = 0;

  constructor(text: string, options: EntryLexerOptions = {}) {
    this.#text = text;
    this.#ended = options.partial !== true;
    this.#file = options.file;
    this.#maxLineBytes = options.maxLineBytes ?? DEFAULT_MAX_LINE_BYTES;
  }

  /** More of the text. What was read is forgotten, the tokens of the last entry too. */
  append(text: string): void {
    this.#text = this.#text.slice(this.#position) + text;
    this.#position = 0;
    this.#entryStart = 0;
    this.#entryLine = this.#line;
    this.count = 0;
  }

  /** The text ends here, with or without a line end. */
  finish(): void {
    this.#ended = true;
  }

  /** Bytes of the entry, over all its lines. */
  get entryBytes(): number {
    return this.#position - this.#entryStart;
  }

  /** Goes to the next entry that has tokens; false at the end of the text, as far as it is there. Throws a `DNSTextError`. */
  next(): boolean {
    while (this.#position < this.#text.length) {
      if (!this.#readEntry()) {
        // Its end is still to come: it is read again from its start, at most `maxLineBytes` of it.
        this.#position = this.#entryStart;
        this.#line = this.#entryLine;
        break;
      }
      if (this.count > 0) return true;
    }
    this.count = 0;
    return false;
  }

  /** A token's text, its escapes kept; empty where there is none. */
  token(index: number): string {
    return index < this.count ? (this.#tokens[index] ?? "") : "";
  }

  /** How a token was written. */
  kind(index: number): TokenKind {
    return this.#kinds[index] ?? PLAIN;
  }

  /** Where a token stands; past the last token, where the entry ends. */
  position(index: number): TextPosition {
    return this.#positionAt(index < this.count ? (this.#offsets[index] ?? 0) : this.#lastOffset());
  }

  #lastOffset(): number {
    if (this.count === 0) return this.#entryStart;
    const last = this.count - 1;
    const quotes = this.#kinds[last] === QUOTED ? 2 : 0;
    return (this.#offsets[last] ?? 0) + (this.#tokens[last] ?? "").length + quotes;
  }

  #positionAt(offset: number): TextPosition {
    let line = this.#entryLine;
    let lineStart = this.#entryStart;
    for (;;) {
      const newline = this.#text.indexOf("\n", lineStart);
      if (newline === -1 || newline >= offset) break;
      line += 1;
      lineStart = newline + 1;
    }
    return { file: this.#file, line, column: offset - lineStart + 1 };
  }

  /** False where the text ends before the entry does, and more is to come. */
  #readEntry(): boolean {
    const text = this.#text;
    this.count = 0;
    this.#entryStart = this.#position;
    this.#entryLine = this.#line;
    this.#entryEnd = Math.min(text.length, this.#entryStart + this.#maxLineBytes);
    const first = text.charCodeAt(this.#position);
    this.indented = first === 0x20 || first === 0x09;
    let openedAt = -1;
    let position = this.#position;
    if (this.#line === 1 && text.startsWith(BYTE_ORDER_MARK)) position += BYTE_ORDER_MARK.length;
    while (position < this.#entryEnd) {
      switch (classes[text.charCodeAt(position)]) {
        case BLANK:
          position += 1;
          break;
        case NEWLINE:
          this.#line += 1;
          position += 1;
          if (openedAt !== -1) break;
          this.#position = position;
          return true;
        case OPEN:
          if (openedAt !== -1) throw this.#error(position, "a parenthesis inside of another: they don't nest");
          openedAt = position;
          position += 1;
          break;
        case CLOSE:
          if (openedAt === -1) throw this.#error(position, "a closing parenthesis that none opened");
          openedAt = -1;
          position += 1;
          break;
        case COMMENT:
          position = this.#endOfLine(position);
          break;
        case QUOTE:
          position = this.#quoted(position);
          break;
        default:
          position = this.#plain(position);
      }
    }
    if (position < text.length) throw this.#tooLong();
    if (!this.#ended) return false;
    if (openedAt !== -1) throw this.#error(openedAt, "a parenthesis that is never closed: add the ) that is missing");
    this.#position = position;
    return true;
  }

  #endOfLine(position: number): number {
    const newline = this.#text.indexOf("\n", position);
    return newline === -1 ? this.#text.length : newline;
  }

  #quoted(start: number): number {
    const end = this.#closingQuote(start);
    this.#add(QUOTED, start, this.#text.slice(start + 1, end));
    return end + 1;
  }

  #plain(start: number): number {
    const text = this.#text;
    let position = start;
    while (position < this.#entryEnd) {
      const kind = classes[text.charCodeAt(position)] ?? 0;
      if (kind === 0) {
        position += 1;
      } else if (kind === ESCAPE) {
        position += 2;
        if ((position > text.length && this.#ended) || text.charCodeAt(position - 1) === 0x0a) {
          throw this.#error(position - 2, "a backslash at the end of a line: write \\\\ for a backslash");
        }
      } else if (kind === QUOTE && position > start && text.charCodeAt(position - 1) === EQUALS) {
        position = this.#closingQuote(position) + 1;
        this.#add(PAIR, start, text.slice(start, position));
        return position;
      } else {
        break;
      }
    }
    this.#add(PLAIN, start, text.slice(start, position));
    return position;
  }

  /** Where the string that opens at `start` has its closing quote. */
  #closingQuote(start: number): number {
    const text = this.#text;
    for (let position = start + 1; position < this.#entryEnd; position++) {
      const code = text.charCodeAt(position);
      if (code === QUOTE_MARK) return position;
      if (code === 0x5c) position += 1;
      if (text.charCodeAt(position) === 0x0a) throw this.#unclosed(start);
    }
    if (this.#entryEnd < text.length) throw this.#tooLong();
    if (this.#ended) throw this.#unclosed(start);
    return text.length;
  }

  #unclosed(start: number): DNSTextError {
    const detail =
      "a quoted string that isn't closed on its line: add the \" that is missing, write \\010 for a line end";
    return this.#error(start, detail);
  }

  #add(kind: TokenKind, offset: number, token: string): void {
    const index = this.count++;
    this.#tokens[index] = token;
    this.#kinds[index] = kind;
    this.#offsets[index] = offset;
  }

  #tooLong(): DNSTextError {
    const limit = String(this.#maxLineBytes);
    return this.#error(this.#entryStart, `a line, or lines in parentheses, of more than ${limit} bytes (maxLineBytes)`);
  }

  #error(offset: number, detail: string): DNSTextError {
    return new DNSTextError(detail, this.#positionAt(offset));
  }
}
