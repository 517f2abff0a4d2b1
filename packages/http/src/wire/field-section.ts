import { FieldFacts } from "./field-facts.js";
import { HTTPError } from "./http-error.js";
import type { HTTPLimits } from "./http-limits.js";
import { COLON, CR, LF, isFieldValueOctet, isOWS, isTokenOctet } from "./octets.js";

/**
 * RFC 9112 §5:
 *
 *     field-line   = field-name ":" OWS field-value OWS CRLF
 *     field-name   = token
 *     field-value  = *( field-vchar / SP / HTAB )
 *
 * Read as it stands: a lone CR or LF, NUL and other controls, white space before the colon, an empty name and line folding are
 * all refused. Each is a way to make two readers of one message disagree.
 *
 * The scan goes line by line over whatever bytes are there. Where they end inside a line it is scanned again from the start of
 * that line, never from the start of the section: a head that comes byte by byte costs what its lines cost, and the line
 * limit bounds those. Whatever the splitting, the same bytes give the same result.
 */
export class FieldSection {
  readonly facts = new FieldFacts();
  #count = 0;
  /** Where the section began, from the head's first byte. */
  #begin = 0;
  /** The line to scan next, from the head's first byte. */
  #next = 0;

  /** Starts a new section, `offset` bytes after the head's first. */
  begin(offset: number): void {
    this.facts.clear();
    this.#count = 0;
    this.#begin = offset;
    this.#next = offset;
  }

  /**
   * Scans on. `head` is the index of the head's first byte, which may have moved since the last call.
   * @returns the index after the empty line, or -1 where `bytes` ends before that.
   * @throws {HTTPError}
   */
  scan(bytes: Buffer, head: number, end: number, limits: HTTPLimits): number {
    const sectionStop = head + this.#begin + limits.maxHeaderBytes;
    let line = head + this.#next;
    while (line < end) {
      if (bytes[line] === CR) {
        if (line + 1 >= end) break;
        if (bytes[line + 1] !== LF) throw badFieldLine("a CR without LF");
        return line + 2;
      }
      const stop = Math.min(end, line + limits.maxHeaderFieldBytes, sectionStop);
      let i = line;
      while (i < stop && isTokenOctet(bytes[i] ?? 0)) i++;
      if (i >= stop) {
        if (stop < end) throw tooLarge();
        break;
      }
      if (bytes[i] !== COLON || i === line) throw misnamed(bytes[i] ?? 0, i === line);
      const nameEnd = i++;
      while (i < stop && isFieldValueOctet(bytes[i] ?? 0)) i++;
      if (i >= end) break;
      if (bytes[i] !== CR) throw i >= stop && isFieldValueOctet(bytes[i] ?? 0) ? tooLarge() : misvalued(bytes[i] ?? 0);
      if (i + 1 >= end) break;
      if (bytes[i + 1] !== LF) throw badFieldLine("a CR without LF");
      if (++this.#count > limits.maxHeaderFields) throw tooLarge();
      this.facts.note(bytes, line, nameEnd, i);
      line = i + 2;
      this.#next = line - head;
    }
    return -1;
  }
}

function tooLarge(): HTTPError {
  return new HTTPError("the fields are over a limit of size or number", { code: "FIELDS_TOO_LARGE", statusCode: 431 });
}

function badFieldLine(what: string): HTTPError {
  return new HTTPError(`the field section has ${what}`, { code: "BAD_FIELD_LINE" });
}

function misnamed(octet: number, atStart: boolean): HTTPError {
  if (isOWS(octet)) return badFieldLine(atStart ? "a folded line" : "white space before a colon");
  if (octet === COLON) return badFieldLine("a line without a name");
  return badFieldLine(octet === CR || octet === LF ? "a line without a colon" : "a character that a name can't have");
}

function misvalued(octet: number): HTTPError {
  return badFieldLine(octet === LF ? "an LF without CR" : "a control character in a value");
}
