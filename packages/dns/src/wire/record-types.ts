import { numbered } from "./record-class.js";
import type { RecordType } from "./record-type.js";
import { UnknownType } from "./unknown-type.js";

/** The types of records that are known, by code and by mnemonic. All others are handled after RFC 3597, as bytes. */
export class RecordTypes {
  readonly #byCode = new Map<number, RecordType>();
  readonly #byMnemonic = new Map<string, RecordType>();

  /** Throws a `TypeError` if two types have one code or mnemonic. */
  constructor(types: Iterable<RecordType> = []) {
    for (const type of types) this.register(type);
  }

  /** Adds a type. Throws a `TypeError` if its code or mnemonic is taken. */
  register(type: RecordType): void {
    const mnemonic = type.mnemonic.toUpperCase();
    if (this.#byCode.has(type.code)) throw new TypeError(`there is a type ${String(type.code)} already`);
    if (this.#byMnemonic.has(mnemonic)) throw new TypeError(`there is a type ${mnemonic} already`);
    this.#byCode.set(type.code, type);
    this.#byMnemonic.set(mnemonic, type);
  }

  /** The type with this code; one that takes its data as bytes where it isn't known. */
  get(code: number): RecordType {
    return this.#byCode.get(code) ?? new UnknownType(code);
  }

  /** The type with this code, if it is known. */
  find(code: number): RecordType | undefined {
    return this.#byCode.get(code);
  }

  /** The type with this mnemonic, in any case, or `TYPE123`; `undefined` for what is no type. */
  named(mnemonic: string): RecordType | undefined {
    const upper = mnemonic.toUpperCase();
    const known = this.#byMnemonic.get(upper);
    if (known !== undefined) return known;
    const code = numbered("TYPE", upper);
    return code === undefined ? undefined : this.get(code);
  }

  /** `"MX"` for 15; `"TYPE123"` for one that isn't known. */
  mnemonic(code: number): string {
    return this.#byCode.get(code)?.mnemonic ?? `TYPE${String(code)}`;
  }

  /** All known types. */
  [Symbol.iterator](): IterableIterator<RecordType> {
    return this.#byCode.values();
  }
}
