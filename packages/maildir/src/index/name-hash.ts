import { hashOfName, type NamePool } from "./name-pool.js";

/** At most this part of the slots is taken. */
const maxLoad = 0.8;

/** Finds a name of a {@link NamePool} by its text. Open addressing over numbers: five to ten bytes for each name. */
export class NameHash {
  readonly #pool: NamePool;
  /** 0, or one more than the name's number. Its length is a power of two. */
  #slots = new Uint32Array(16);

  constructor(pool: NamePool) {
    this.#pool = pool;
  }

  /** What it takes up, in bytes. */
  get memoryBytes(): number {
    return this.#slots.byteLength;
  }

  /** The number of the name that is the first `length` characters of `name`; -1 where there is none. */
  find(name: string, length: number): number {
    const mask = this.#slots.length - 1;
    for (let at = hashOfName(name, length) & mask; ; at = (at + 1) & mask) {
      const slot = this.#slots[at] ?? 0;
      if (slot === 0) return -1;
      if (this.#pool.equals(slot - 1, name, length)) return slot - 1;
    }
  }

  /** Takes in the pool's last name. */
  addLast(): void {
    if (this.#pool.count > this.#slots.length * maxLoad) this.rebuild();
    else this.#insert(this.#pool.count - 1);
  }

  /** Begins anew, with all names of the pool. */
  rebuild(): void {
    let length = 16;
    while (this.#pool.count > length * maxLoad) length *= 2;
    this.#slots = new Uint32Array(length);
    for (let index = 0; index < this.#pool.count; index += 1) this.#insert(index);
  }

  #insert(index: number): void {
    const mask = this.#slots.length - 1;
    let at = this.#pool.hash(index) & mask;
    while (this.#slots[at] !== 0) at = (at + 1) & mask;
    this.#slots[at] = index + 1;
  }
}
