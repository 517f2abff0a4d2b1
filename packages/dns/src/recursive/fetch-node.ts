/** A fetch among others, some of which can't go on before others are there. */
export class FetchNode {
  /** How many others wait for it, one on top of the other, as far as it was started for them. */
  readonly depth: number;
  readonly #waitsFor = new Set<FetchNode>();

  constructor(depth: number) {
    this.depth = depth;
  }

  /** Whether this one has to wait until `other` is there, be it by way of more: then `other` can't wait for this one. */
  needs(other: FetchNode): boolean {
    const found = new Set<FetchNode>([this]);
    for (const node of found) {
      if (node === other) return true;
      for (const next of node.#waitsFor) found.add(next);
    }
    return false;
  }

  /** Waits for the result of `other`. */
  async waitFor<T>(other: FetchNode, result: Promise<T>): Promise<T> {
    this.#waitsFor.add(other);
    try {
      return await result;
    } finally {
      this.#waitsFor.delete(other);
    }
  }
}
