/** What a `ByteLRU` holds. */
export interface Sized {
  /** About how much memory it takes. */
  readonly byteLength: number;
}

/** A map that holds at most so many bytes: what was not used for the longest time goes first. */
export class ByteLRU<Value extends Sized> {
  readonly #maxBytes: number;
  /** In the order of their last use. */
  readonly #values = new Map<string, Value>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get size(): number {
    return this.#values.size;
  }

  /** Of all that it holds. */
  get byteLength(): number {
    return this.#bytes;
  }

  /** The value, which now counts as used. */
  get(key: string): Value | undefined {
    const value = this.#values.get(key);
    if (value === undefined) return undefined;
    this.#values.delete(key);
    this.#values.set(key, value);
    return value;
  }

  /** The value, without using it. */
  peek(key: string): Value | undefined {
    return this.#values.get(key);
  }

  /** Puts `value` in, and out what there is no room for any more. One that is larger than everything isn't kept. */
  set(key: string, value: Value): void {
    this.delete(key);
    if (value.byteLength > this.#maxBytes) return;
    this.#values.set(key, value);
    this.#bytes += value.byteLength;
    while (this.#bytes > this.#maxBytes) {
      const oldest = this.#values.keys().next();
      if (oldest.done === true) return;
      this.delete(oldest.value);
    }
  }

  delete(key: string): boolean {
    const value = this.#values.get(key);
    if (value === undefined) return false;
    this.#bytes -= value.byteLength;
    return this.#values.delete(key);
  }

  clear(): void {
    this.#values.clear();
    this.#bytes = 0;
  }
}
