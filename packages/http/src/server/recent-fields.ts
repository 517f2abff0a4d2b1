import { Headers } from "../wire/headers.js";

/**
 * Remembers the plain object of fields that was given last, as a `Headers`. Most servers answer with the same few fields again and again, and a `Headers` that
 * is used again has been checked and written already; to see that two small objects say the same costs a fraction of that.
 */
export class RecentFields {
  #names: readonly string[] = [];
  #values: readonly string[] = [];
  #headers: Headers | undefined = undefined;
  readonly #make: (fields: Readonly<Record<string, string>>) => Headers;

  /** @param make Makes the `Headers` for fields that are new. */
  constructor(make: (fields: Readonly<Record<string, string>>) => Headers = (fields) => new Headers(fields)) {
    this.#make = make;
  }

  /** @returns the fields of `fields`, never to be changed. @throws {HeaderFieldError} as `new Headers` does. */
  headersOf(fields: Readonly<Record<string, string>>): Headers {
    const names = Object.keys(fields);
    if (this.#headers !== undefined && this.#areLast(names, fields)) return this.#headers;
    const headers = this.#make(fields);
    this.#headers = headers;
    this.#names = names;
    this.#values = names.map((name) => fields[name] ?? "");
    return headers;
  }

  #areLast(names: readonly string[], fields: Readonly<Record<string, string>>): boolean {
    if (names.length !== this.#names.length) return false;
    for (let i = 0; i < names.length; i++) {
      const name = names[i] ?? "";
      if (name !== this.#names[i] || fields[name] !== this.#values[i]) return false;
    }
    return true;
  }
}
