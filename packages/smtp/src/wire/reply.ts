import { InvalidTokenError } from "@twist/core/wire";
import { type EnhancedCode, isEnhancedCode } from "./enhanced-code.js";

/** Bytes of one line of a reply, its CRLF included (RFC 5321 §4.5.3.1.5). */
const MAX_REPLY_LINE_BYTES = 512;
/** Bytes of a whole reply. RFC 5321 has no number; this is more than any server says. */
export const MAX_REPLY_BYTES = 64 * 1024;

/** How many bytes of text fit in a line beside the code, what separates it from the text, and CRLF. */
const roomInLine = MAX_REPLY_LINE_BYTES - 6;

/**
 * A reply (RFC 5321 §4.2): a code, an enhanced code where there is one, and lines of text. A value: it never changes.
 *
 *     new SMTPReply(550, "No such user here", "5.1.1").encode() // "550 5.1.1 No such user here\r\n"
 *
 * What `encode` would refuse may be *held*, since a client has to be able to hold what a server said.
 */
export class SMTPReply {
  /** Three digits, 200 to 599. */
  readonly code: number;
  /** Its enhanced status code, without which neither `lines` nor `text` begin. */
  readonly enhancedCode: EnhancedCode | undefined;
  /** The text, without code and enhanced code. At least one, which may be empty. */
  readonly lines: readonly string[];
  #encoded: string | undefined;

  /**
   * @param text One line, or several.
   * @throws {RangeError} where the code isn't one, or the enhanced code isn't one of the same class.
   */
  constructor(code: number, text: string | readonly string[], enhancedCode?: EnhancedCode) {
    if (!Number.isInteger(code) || code < 200 || code > 599) {
      throw new RangeError(`a reply's code is a number from 200 to 599, not ${String(code)}`);
    }
    if (
      enhancedCode !== undefined &&
      !(isEnhancedCode(enhancedCode) && enhancedCode.startsWith(String(code)[0] ?? ""))
    ) {
      throw new RangeError(`${JSON.stringify(enhancedCode)} is no enhanced code for a reply of ${String(code)}`);
    }
    this.code = code;
    this.enhancedCode = enhancedCode;
    this.lines = typeof text === "string" ? [text] : text.length === 0 ? [""] : text;
  }

  /** The lines, joined by line feeds. */
  get text(): string {
    return this.lines.join("\n");
  }

  /** 2xx: what was asked for is done. */
  get isPositive(): boolean {
    return this.code < 300;
  }

  /** 3xx: go on, we wait for more. */
  get isIntermediate(): boolean {
    return this.code >= 300 && this.code < 400;
  }

  /** 4xx: not now; it may be tried again later. */
  get isTransient(): boolean {
    return this.code >= 400 && this.code < 500;
  }

  /** 5xx: no; it shouldn't be tried again like this. */
  get isPermanent(): boolean {
    return this.code >= 500;
  }

  /**
   * As it goes out, CRLFs included. A line that is too long for the wire (512 bytes) is folded at its spaces.
   *
   * @throws {InvalidTokenError} where a line has a control character other than a tab.
   * @throws {RangeError} where it is over 64 KiB.
   */
  encode(): string {
    return (this.#encoded ??= encodeReply(this));
  }

  /** For people: the first line, as on the wire. It may hold what a peer wrote: sanitize it before it is logged. */
  toString(): string {
    return prefix(this, " ") + (this.lines[0] ?? "");
  }
}

function prefix({ code, enhancedCode }: SMTPReply, separator: "-" | " "): string {
  return String(code) + separator + (enhancedCode === undefined ? "" : `${enhancedCode} `);
}

function encodeReply(reply: SMTPReply): string {
  const room = roomInLine - (reply.enhancedCode === undefined ? 0 : reply.enhancedCode.length + 1);
  const lines: string[] = [];
  for (const line of reply.lines) {
    assertText(line);
    if (line.length * 3 <= room || Buffer.byteLength(line) <= room) lines.push(line);
    else fold(line, room, lines);
  }
  const more = prefix(reply, "-");
  let encoded = "";
  for (let i = 0; i < lines.length - 1; i++) encoded += `${more}${lines[i] ?? ""}\r\n`;
  encoded += `${prefix(reply, " ")}${lines[lines.length - 1] ?? ""}\r\n`;
  if (Buffer.byteLength(encoded) > MAX_REPLY_BYTES) {
    throw new RangeError(`a reply may not be over ${String(MAX_REPLY_BYTES)} bytes`);
  }
  return encoded;
}

/** textstring = 1*(%d09 / %d32-126), and UTF-8 (RFC 6531 §3.7.4). */
function assertText(line: string): void {
  for (let i = 0; i < line.length; i++) {
    const unit = line.charCodeAt(i);
    if ((unit < 0x20 && unit !== 0x09) || unit === 0x7f) {
      throw new InvalidTokenError("reply text", "holds a control character");
    }
  }
}

/** Cuts `line` into lines of at most `room` bytes, behind a space where there is one. */
function fold(line: string, room: number, into: string[]): void {
  let current = "";
  let bytes = 0;
  let cut = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (bytes + size > room) {
      const end = cut > 0 ? cut : current.length;
      into.push(current.slice(0, end));
      current = current.slice(end);
      bytes = Buffer.byteLength(current);
      cut = 0;
    }
    current += character;
    bytes += size;
    if (character === " ") cut = current.length;
  }
  into.push(current);
}
