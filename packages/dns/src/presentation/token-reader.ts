import { DNSError } from "../wire/dns-error.js";
import { Name } from "../wire/name.js";
import { DNSTextError, type TextPosition } from "./dns-text-error.js";
import { PLAIN, type EntryLexer, QUOTED } from "./entry-lexer.js";
import { parseDecimal } from "./decimal-text.js";
import { decodeBase64, decodeHex } from "./binary-text.js";
import { formatIPv4, parseIPv4 } from "./ipv4-text.js";
import { formatIPv6, parseIPv6 } from "./ipv6-text.js";
import { unescapeOctets } from "./octet-escapes.js";
import { parseTTL } from "./ttl-text.js";

const groups = new Uint16Array(8);

/**
 * The tokens of one entry, read as what a record's grammar asks for. Every method takes the next token; `field` is what the RFC
 * calls it, for the error. Every error is a `DNSTextError` that has the token's line and column.
 */
export class TokenReader {
  /** What names without a final dot are relative to, and what `@` stands for; `undefined` where such names aren't allowed. */
  origin: Name | undefined;

  readonly #lexer: EntryLexer;
  #index = 0;

  constructor(lexer: EntryLexer, origin?: Name) {
    this.#lexer = lexer;
    this.origin = origin;
  }

  /** Begins again, at token `index` of the lexer's entry. */
  reset(index = 0): void {
    this.#index = index;
  }

  /** Whether the entry begins with a blank, so that its owner is the one before. */
  get indented(): boolean {
    return this.#lexer.indented;
  }

  /** Bytes of the entry, over all its lines. */
  get entryBytes(): number {
    return this.#lexer.entryBytes;
  }

  /** Whether no token is left. */
  get isLast(): boolean {
    return this.#index >= this.#lexer.count;
  }

  /** The text of the next token, not taken; `undefined` where it is quoted or there is none. */
  peek(): string | undefined {
    return this.isLast || this.#lexer.kind(this.#index) !== PLAIN ? undefined : this.#lexer.token(this.#index);
  }

  /** Passes over the next token. */
  skip(): void {
    this.#index += 1;
  }

  /** The next token as it is written, its escapes kept. Refuses a quoted one. */
  word(field: string): string {
    const index = this.#take(field);
    if (this.#lexer.kind(index) !== PLAIN) throw this.fail(`${field} has to be without quotes`);
    return this.#lexer.token(index);
  }

  /** The next token in the form that it would be read from again, quotes and escapes included. */
  source(field: string): string {
    const index = this.#take(field);
    const token = this.#lexer.token(index);
    return this.#lexer.kind(index) === QUOTED ? `"${token}"` : token;
  }

  /** The next token as it is written, quotes that follow a `=` kept: a SvcParam of RFC 9460 §2.1. */
  pair(field: string): string {
    const index = this.#take(field);
    if (this.#lexer.kind(index) === QUOTED) throw this.fail(`${field} has to be key=value or key="value"`);
    return this.#lexer.token(index);
  }

  /** A `<character-string>` (RFC 1035 §3.3), quoted or not, of at most 255 octets. */
  characterString(field: string): Buffer {
    const octets = this.octets(field);
    if (octets.length > 255) throw this.fail(`${field} is over 255 octets: cut it into several strings`);
    return octets;
  }

  /** A string, quoted or not, of any length. */
  octets(field: string): Buffer {
    const index = this.#take(field);
    const token = this.#lexer.token(index);
    if (this.#lexer.kind(index) !== PLAIN && this.#lexer.kind(index) !== QUOTED) {
      throw this.fail(`${field} has a quote inside: put all of it in quotes`);
    }
    const octets = unescapeOctets(token);
    if (octets === undefined) throw this.fail("a \\DDD that is no octet: write three digits, 000 to 255");
    return Buffer.from(octets, "latin1");
  }

  /** A domain name, `@` being the origin. */
  name(field: string): Name {
    const text = this.word(field);
    if (text === "@") return this.origin ?? this.#refuseRelative(text);
    try {
      if (this.origin !== undefined) return Name.fromText(text, this.origin);
      return isAbsolute(text) ? Name.fromText(text) : this.#refuseRelative(text);
    } catch (error) {
      if (error instanceof DNSTextError || !(error instanceof DNSError)) throw error;
      throw new DNSTextError(`${field}: ${error.message}`, this.position, { code: "BAD_NAME", cause: error });
    }
  }

  uint8(field: string): number {
    return this.uint(field, 0xff);
  }

  uint16(field: string): number {
    return this.uint(field, 0xffff);
  }

  uint32(field: string): number {
    return this.uint(field, 0xffff_ffff);
  }

  /** A decimal number from 0 to `most`. */
  uint(field: string, most: number): number {
    const text = this.word(field);
    const value = parseDecimal(text);
    if (value === -1 || value > most) throw this.fail(`${field} has to be a number from 0 to ${String(most)}`);
    return value;
  }

  /** A time in seconds, plain (`3600`) or with units (`1h30m`; w, d, h, m, s), at most 2^31 - 1 (RFC 2181 §8). */
  ttl(field: string): number {
    const seconds = parseTTL(this.word(field));
    if (seconds === undefined) {
      throw this.fail(`${field} has to be a time of 0 to 2147483647 seconds, such as 3600 or 1h30m`);
    }
    return seconds;
  }

  /** A time in seconds as `ttl` reads it, of up to 32 bits: the timers of SOA. */
  duration(field: string): number {
    const seconds = parseTTL(this.word(field), 0xffff_ffff);
    if (seconds === undefined) {
      throw this.fail(`${field} has to be a time of 0 to 4294967295 seconds, such as 3600 or 1h30m`);
    }
    return seconds;
  }

  /** An IPv4 address in dotted decimal. */
  ipv4(field: string): string {
    const address = parseIPv4(this.word(field));
    if (address === -1) throw this.fail(`${field} has to be an IPv4 address, such as 192.0.2.1`);
    return formatIPv4(address);
  }

  /** An IPv6 address, in the form of RFC 5952 whatever form it was written in. */
  ipv6(field: string): string {
    if (!parseIPv6(this.word(field), groups)) {
      throw this.fail(`${field} has to be an IPv6 address, such as 2001:db8::1`);
    }
    return formatIPv6(groups);
  }

  /** The next token, read as hexadecimal. */
  hex(field: string): Buffer {
    const text = this.word(field);
    return decodeHex(text) ?? this.#refuse(`${field} has to be hexadecimal, two digits for each octet`);
  }

  /** The next token, read as base64 (RFC 4648 §4). */
  base64(field: string): Buffer {
    const text = this.word(field);
    return decodeBase64(text) ?? this.#refuse(`${field} has to be base64`);
  }

  /** All that is left, read as hexadecimal; blanks may stand anywhere in it. */
  restHex(field: string): Buffer {
    const text = this.#restWords(field);
    return decodeHex(text) ?? this.#refuse(`${field} has to be hexadecimal, two digits for each octet`);
  }

  /** All that is left, read as base64; blanks may stand anywhere in it. */
  restBase64(field: string): Buffer {
    const text = this.#restWords(field);
    return decodeBase64(text) ?? this.#refuse(`${field} has to be base64`);
  }

  /** Refuses what is left. */
  end(): void {
    if (this.isLast) return;
    this.#index += 1;
    throw this.fail("more than this record has: take it out, or put strings with blanks in quotes");
  }

  /** Where the token that was taken last stands. */
  get position(): TextPosition {
    return this.#lexer.position(Math.max(this.#index - 1, 0));
  }

  /** An error at the token that was taken last, for the caller to throw. */
  fail(detail: string): DNSTextError {
    return new DNSTextError(detail, this.position);
  }

  #take(field: string): number {
    if (this.isLast) {
      throw new DNSTextError(`${field} is missing`, this.#lexer.position(this.#lexer.count));
    }
    return this.#index++;
  }

  #restWords(field: string): string {
    let text = this.word(field);
    while (!this.isLast) text += this.word(field);
    return text;
  }

  #refuse(detail: string): never {
    throw this.fail(detail);
  }

  #refuseRelative(text: string): never {
    if (text === "@") throw this.fail("@ stands for the origin, and there is none: set it with $ORIGIN");
    throw this.fail("a relative name, and there is no origin: end the name with a dot, or set $ORIGIN");
  }
}

/** Whether a name's text ends in a dot that isn't escaped. */
function isAbsolute(text: string): boolean {
  if (!text.endsWith(".")) return false;
  let backslashes = 0;
  while (text.charCodeAt(text.length - 2 - backslashes) === 0x5c) backslashes += 1;
  return backslashes % 2 === 0;
}
