import { HeaderFieldError } from "./header-field-error.js";
import type { PreparedHead } from "./prepared-head.js";
import { equalsIgnoreCase, isFieldValue, isToken, trimOWS } from "./octets.js";

/**
 * The fields of a head or of a trailer section, in order, with the case they came in. Names are compared without regard to
 * case. The storage is two flat arrays: nothing is hashed, no name is ever an object's key, so that neither `__proto__` nor a
 * flood of colliding names does anything. A look-up is linear; `maxHeaderFields` keeps it short.
 *
 * What a scanner has read and found valid is kept as text and split on first use: a server that never looks at the fields
 * of a request doesn't pay for them.
 */
export class Headers implements Iterable<[name: string, value: string]> {
  #names: string[] = [];
  #values: string[] = [];
  /** Field lines, already valid, that wait to be split. */
  #unsplit: string | undefined;
  /** What `toText` gave last; dropped by every change. */
  #written: string | undefined;
  /** What was made of these fields for the last response that had them; dropped by every change. @internal */
  prepared: PreparedHead | undefined = undefined;

  /**
   * @param fields Names with values; another `Headers` is copied.
   * @throws {HeaderFieldError} as `append` does.
   */
  constructor(fields: Iterable<readonly [name: string, value: string]> | Readonly<Record<string, string>> = []) {
    if (fields instanceof Headers) {
      fields.#split();
      this.#names = fields.#names.slice();
      this.#values = fields.#values.slice();
      return;
    }
    const pairs = Symbol.iterator in fields ? (fields as Iterable<readonly [string, string]>) : Object.entries(fields);
    for (const [name, value] of pairs) this.append(name, value);
  }

  /**
   * The fields of `text`: whole field lines, each with its CRLF, that a scanner has found valid.
   * @internal
   */
  static fromScannedText(text: string): Headers {
    const headers = new Headers();
    if (text.length > 0) headers.#unsplit = text;
    return headers;
  }

  /** The number of field lines. */
  get size(): number {
    this.#split();
    return this.#names.length;
  }

  /**
   * The value of `name`; several lines are combined by `", "` in their order (RFC 9110 §5.3). `undefined` where there is none.
   * Set-Cookie can't be combined: use `getAll` for it.
   */
  get(name: string): string | undefined {
    this.#split();
    let combined: string | undefined;
    for (let i = this.#indexOf(name, 0); i >= 0; i = this.#indexOf(name, i + 1)) {
      const value = this.#values[i] ?? "";
      combined = combined === undefined ? value : `${combined}, ${value}`;
    }
    return combined;
  }

  /** The values of all lines of `name`, one by one, in their order. */
  getAll(name: string): string[] {
    this.#split();
    const values: string[] = [];
    for (let i = this.#indexOf(name, 0); i >= 0; i = this.#indexOf(name, i + 1)) values.push(this.#values[i] ?? "");
    return values;
  }

  /** Whether there is a line of `name`. */
  has(name: string): boolean {
    this.#split();
    return this.#indexOf(name, 0) >= 0;
  }

  /**
   * Puts `name` in place of all its lines, where the first of them stood, or at the end.
   * @throws {HeaderFieldError} as `append` does.
   */
  set(name: string, value: string): this {
    const trimmed = checkedValue(name, value);
    this.#split();
    const first = this.#indexOf(name, 0);
    if (first < 0) return this.#push(name, trimmed);
    for (let i = this.#indexOf(name, first + 1); i >= 0; i = this.#indexOf(name, i)) this.#removeAt(i);
    this.#names[first] = name;
    this.#values[first] = trimmed;
    this.#written = this.prepared = undefined;
    return this;
  }

  /**
   * Adds a line at the end. SP and HTAB around the value are dropped, as a reader would.
   * @throws {HeaderFieldError} where the name isn't a token, or the value has CR, LF, NUL, another control character, or a
   *   character that latin1 doesn't have (which, truncated to a byte, could become a line end).
   */
  append(name: string, value: string): this {
    const trimmed = checkedValue(name, value);
    this.#split();
    return this.#push(name, trimmed);
  }

  /** Drops all lines of `name`. @returns whether there was one. */
  delete(name: string): boolean {
    this.#split();
    let found = false;
    for (let i = this.#indexOf(name, 0); i >= 0; i = this.#indexOf(name, i)) {
      this.#removeAt(i);
      found = true;
    }
    if (found) this.#written = this.prepared = undefined;
    return found;
  }

  /** A copy that has no lines of `name`. */
  without(name: string): Headers {
    const copy = new Headers(this);
    copy.delete(name);
    return copy;
  }

  /** Each line, in order, with the case of its name. */
  *[Symbol.iterator](): IterableIterator<[name: string, value: string]> {
    this.#split();
    for (let i = 0; i < this.#names.length; i++) yield [this.#names[i] ?? "", this.#values[i] ?? ""];
  }

  /** The lines as they go on the wire, each with its CRLF. The text is kept until the next change, so that one object can serve many messages. */
  toText(): string {
    if (this.#written !== undefined) return this.#written;
    this.#split();
    let text = "";
    for (let i = 0; i < this.#names.length; i++) text += `${this.#names[i] ?? ""}: ${this.#values[i] ?? ""}\r\n`;
    this.#written = text;
    return text;
  }

  #push(name: string, value: string): this {
    this.#names.push(name);
    this.#values.push(value);
    this.#written = this.prepared = undefined;
    return this;
  }

  #removeAt(index: number): void {
    this.#names.splice(index, 1);
    this.#values.splice(index, 1);
  }

  #indexOf(name: string, from: number): number {
    const names = this.#names;
    for (let i = from; i < names.length; i++) {
      if (equalsIgnoreCase(names[i] ?? "", name)) return i;
    }
    return -1;
  }

  #split(): void {
    const text = this.#unsplit;
    if (text === undefined) return;
    this.#unsplit = undefined;
    let start = 0;
    while (start < text.length) {
      const colon = text.indexOf(":", start);
      const end = text.indexOf("\r\n", colon);
      this.#names.push(text.substring(start, colon));
      this.#values.push(trimOWS(text.substring(colon + 1, end)));
      start = end + 2;
    }
  }
}

function checkedValue(name: string, value: string): string {
  if (!isToken(name)) throw new HeaderFieldError("a field name must be a token");
  if (!isFieldValue(value)) throw new HeaderFieldError(`the value of ${name} has a character that a field can't carry`);
  return trimOWS(value);
}
