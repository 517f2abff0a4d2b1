import { DNSTextError } from "../presentation/dns-text-error.js";
import { DNSError } from "../wire/dns-error.js";
import type { TSIGAlgorithmName } from "./tsig-algorithm.js";
import { TSIGKey } from "./tsig-key.js";

/** What stands between words, and the words: in quotes, a sign, or anything else. */
const token = /\s+|#[^\n]*|\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\/|"([^"\n]*)"|([{};])|(?!\/\*)([^\s{};"#]+)/uy;

interface Word {
  readonly text: string;
  readonly at: number;
  /** `{`, `}` or `;`, not in quotes. */
  readonly isSign: boolean;
}

/**
 * The keys of a file as `tsig-keygen` writes it, and BIND and its tools read it:
 *
 *     key "transfer.example" { algorithm hmac-sha256; secret "bm90IHNlY3JldA=="; };
 *
 * The secret is never part of an error. Throws a `DNSTextError` with line and column.
 */
export function parseTSIGKeys(text: string, file?: string): TSIGKey[] {
  return new KeyParser(text, file).keys();
}

class KeyParser {
  readonly #text: string;
  readonly #file: string | undefined;
  readonly #words: readonly Word[];
  #next = 0;

  constructor(text: string, file: string | undefined) {
    this.#text = text;
    this.#file = file;
    this.#words = this.#split();
  }

  keys(): TSIGKey[] {
    const keys: TSIGKey[] = [];
    while (this.#next < this.#words.length) {
      if (this.#isSign(";")) this.#next += 1;
      else keys.push(this.#key());
    }
    return keys;
  }

  #key(): TSIGKey {
    const at = this.#here();
    if (this.#word("key") !== "key") throw this.#error('a key begins with "key"', at);
    const name = this.#word("the key's name");
    const fields = new Map<string, string>();
    this.#sign("{");
    while (!this.#isSign("}")) {
      const fieldAt = this.#here();
      const field = this.#word("algorithm or secret");
      if (field !== "algorithm" && field !== "secret")
        throw this.#error("a key has an algorithm and a secret", fieldAt);
      fields.set(field, this.#word(`the ${field}`));
      this.#sign(";");
    }
    this.#sign("}");
    const algorithm = fields.get("algorithm")?.toLowerCase().replace(/\.$/, "") as TSIGAlgorithmName | undefined;
    const secret = fields.get("secret");
    if (secret === undefined || !/^[A-Za-z\d+/]+={0,2}$/.test(secret)) {
      throw this.#error("a key has a secret in base64", at);
    }
    try {
      return new TSIGKey({ name, secret, ...(algorithm === undefined ? {} : { algorithm }), allowSHA1: true });
    } catch (error) {
      if (!(error instanceof RangeError || error instanceof DNSError)) throw error;
      throw this.#error(error.message, at, error);
    }
  }

  #word(expected: string): string {
    const word = this.#words[this.#next];
    if (word === undefined || word.isSign) throw this.#error(`${expected} is missing`, this.#here());
    this.#next += 1;
    return word.text;
  }

  #isSign(sign: string): boolean {
    const word = this.#words[this.#next];
    return word?.isSign === true && word.text === sign;
  }

  #sign(sign: string): void {
    if (!this.#isSign(sign)) throw this.#error(`"${sign}" is missing`, this.#here());
    this.#next += 1;
  }

  #here(): number {
    return this.#words[this.#next]?.at ?? this.#text.length;
  }

  #split(): Word[] {
    const words: Word[] = [];
    token.lastIndex = 0;
    while (token.lastIndex < this.#text.length) {
      const at = token.lastIndex;
      const found = token.exec(this.#text);
      if (found === null) throw this.#error("this is neither a word nor a comment that ends", at);
      const text = found[1] ?? found[2] ?? found[3];
      if (text !== undefined) words.push({ text, at, isSign: found[2] !== undefined });
    }
    return words;
  }

  #error(detail: string, at: number, cause?: unknown): DNSTextError {
    const before = this.#text.slice(0, at);
    const line = before.split("\n").length;
    const column = at - before.lastIndexOf("\n");
    return new DNSTextError(detail, { file: this.#file, line, column }, { cause });
  }
}
