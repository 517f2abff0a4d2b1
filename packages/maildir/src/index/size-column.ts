import { grownCapacity } from "./name-pool.js";

/** Sizes of those messages whose names don't tell them. Takes no memory until the first is set. */
export class SizeColumn {
  /** 0: not known. What doesn't fit is not kept. */
  #sizes: Uint32Array | undefined;

  get memoryBytes(): number {
    return this.#sizes?.byteLength ?? 0;
  }

  get(row: number): number | undefined {
    const size = this.#sizes?.[row] ?? 0;
    return size === 0 ? undefined : size - 1;
  }

  set(row: number, size: number): void {
    if (size >= 0xffff_ffff) return;
    if (this.#sizes === undefined || row >= this.#sizes.length) {
      const grown = new Uint32Array(grownCapacity(row + 1));
      if (this.#sizes !== undefined) grown.set(this.#sizes);
      this.#sizes = grown;
    }
    this.#sizes[row] = size + 1;
  }

  /** Keeps the rows for which `keep` is 1. */
  retain(keep: Uint8Array): void {
    this.#sizes = this.#sizes?.filter((_, row) => keep[row] === 1);
  }
}
