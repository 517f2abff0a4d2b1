import type { FieldFacts } from "./field-facts.js";
import { FieldSection } from "./field-section.js";
import { HTTPError } from "./http-error.js";
import type { HTTPLimits } from "./http-limits.js";
import { CR, LF } from "./octets.js";
import type { StartLine } from "./start-line.js";

/**
 * Scans one head: a start line and a field section; or, made without a start line, a trailer section. What it finds stays in its fields
 * until `begin`. It keeps no bytes; the text of the head is made in one go once it is whole.
 */
export class HeadScanner<Line extends StartLine | undefined = StartLine | undefined> {
  /** What the start line said. */
  readonly startLine: Line;
  /** The head's text from its start line to the end of its last field line. Set by a `scan` that was successful. */
  text = "";
  /** Where the field lines start in `text`. */
  fieldsStart = 0;
  /** The index after the head in the bytes last scanned. Set by a `scan` that was successful. */
  end = 0;
  readonly #makeLine: () => Line;
  readonly #skipsEmptyLine: boolean;
  readonly #fields = new FieldSection();
  #skipped = 0;
  #lineScanned = false;

  /**
   * @param makeLine Makes the scanner of the start line, or gives `undefined` for a trailer section.
   * @param skipsEmptyLine Whether one empty line before the start line is passed over, as RFC 9112 §2.2 asks of a server.
   */
  constructor(makeLine: () => Line, skipsEmptyLine: boolean) {
    this.startLine = makeLine();
    this.#makeLine = makeLine;
    this.#skipsEmptyLine = skipsEmptyLine;
  }

  /** What the fields said about framing and routing. */
  get facts(): FieldFacts {
    return this.#fields.facts;
  }

  /** A new scanner of the same kind. */
  fresh(): HeadScanner<Line> {
    const scanner = new HeadScanner(this.#makeLine, this.#skipsEmptyLine);
    scanner.begin();
    return scanner;
  }

  /** Starts a new head. */
  begin(): void {
    this.#skipped = 0;
    this.#lineScanned = this.startLine === undefined;
    this.fieldsStart = 0;
    this.#fields.begin(0);
  }

  /**
   * Scans the head that starts at `start`, on from where the last call came to: the bytes of that call must be there again.
   * @returns whether the head is whole; then `text`, `fieldsStart` and `end` are set.
   * @throws {HTTPError}
   */
  scan(bytes: Buffer, start: number, end: number, limits: HTTPLimits): boolean {
    if (!this.#lineScanned && !this.#scanStartLine(bytes, start, end, limits)) return false;
    const after = this.#fields.scan(bytes, start, end, limits);
    if (after < 0) return false;
    this.text = bytes.toString("latin1", start + this.#skipped, after - 2);
    this.end = after;
    return true;
  }

  #scanStartLine(bytes: Buffer, start: number, end: number, limits: HTTPLimits): boolean {
    if (start >= end) return false;
    if (this.#skipsEmptyLine && this.#skipped === 0 && bytes[start] === CR) {
      if (start + 1 >= end) return false;
      if (bytes[start + 1] !== LF) throw new HTTPError("a CR without LF", { code: "BAD_REQUEST_LINE" });
      this.#skipped = 2;
    }
    const line = start + this.#skipped;
    const after = this.startLine === undefined ? line : this.startLine.scan(bytes, line, end, limits);
    if (after < 0) return false;
    this.#lineScanned = true;
    this.fieldsStart = after - line;
    this.#fields.begin(after - start);
    return true;
  }
}
