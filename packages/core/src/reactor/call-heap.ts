/** What a heap of calls orders: by when it is due, then by who came first. */
export interface HeapEntry {
  readonly dueAt: number;
  readonly sequence: number;
  /** Kept by the heap: where the entry stands, -1 when it is not in it. */
  position: number;
}

/** The calls that wait, the next one first: a binary heap, so that adding, taking out and cancelling cost O(log n). */
export class CallHeap<E extends HeapEntry> {
  readonly #entries: E[] = [];
  #sequence = 0;

  get size(): number {
    return this.#entries.length;
  }

  /** The one that is due next. */
  get first(): E | undefined {
    return this.#entries[0];
  }

  /** A number greater than all that it gave before. */
  nextSequence(): number {
    this.#sequence += 1;
    return this.#sequence;
  }

  add(entry: E): void {
    this.#entries.push(entry);
    this.#rise(entry, this.#entries.length - 1);
  }

  remove(entry: E): void {
    const hole = entry.position;
    entry.position = -1;
    const last = this.#entries.pop();
    if (last === undefined || last === entry) return;
    this.#rise(last, hole);
    if (last.position === hole) this.#sink(last, hole);
  }

  /** Takes out the one that is due next. */
  takeFirst(): E | undefined {
    const first = this.#entries[0];
    if (first !== undefined) this.remove(first);
    return first;
  }

  /** All of them, the next one first. Costs a sort: for tests and messages. */
  inOrder(): E[] {
    return this.#entries.toSorted(compare);
  }

  #rise(entry: E, from: number): void {
    const entries = this.#entries;
    let position = from;
    while (position > 0) {
      const above = (position - 1) >> 1;
      const parent = entries[above];
      if (parent === undefined || compare(parent, entry) < 0) break;
      entries[position] = parent;
      parent.position = position;
      position = above;
    }
    entries[position] = entry;
    entry.position = position;
  }

  #sink(entry: E, from: number): void {
    const entries = this.#entries;
    let position = from;
    for (;;) {
      let below = 2 * position + 1;
      let child = entries[below];
      const right = entries[below + 1];
      if (child !== undefined && right !== undefined && compare(right, child) < 0) {
        below += 1;
        child = right;
      }
      if (child === undefined || compare(entry, child) < 0) break;
      entries[position] = child;
      child.position = position;
      position = below;
    }
    entries[position] = entry;
    entry.position = position;
  }
}

function compare(a: HeapEntry, b: HeapEntry): number {
  return a.dueAt - b.dueAt || a.sequence - b.sequence;
}
