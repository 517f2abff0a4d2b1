import { Headers } from "../wire/headers.js";

/**
 * Remembers the plain object of fields that was given last, as a `Headers`. Most servers answer with the same few fields again and again, and a `Headers` that
 * is used again has been checked and written already; to see that two small objects say the same costs a fraction of that.
 */
export class RecentFields {
  #names: readonly string[] = [];
  #values: readonly string[] = [];
  #headers = new Headers();

  /** @returns the fields of `fields`, never to be changed. @throws {HeaderFieldError} as `new Headers` does. */
  headersOf(fields: Readonly<Record<string, string>>): Headers {
    const names = Object.keys(fields);
    if (!this.#areLast(names, fields)) {
      this.#headers = new Headers(fields);
      this.#names = names;
      this.#values = names.map((name) => fields[name] ?? "");
    }
    return this.#headers;
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
