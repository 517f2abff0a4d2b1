/** What has a time. */
export interface Due {
  readonly dueAt: number;
}

/** Gives back first what is due first: a binary heap. */
export class DueHeap<Item extends Due> {
  #items: Item[] = [];

  get first(): Item | undefined {
    return this.#items[0];
  }

  add(item: Item): void {
    const items = this.#items;
    let at = items.length;
    items.push(item);
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = items[above];
      if (parent === undefined || parent.dueAt <= item.dueAt) break;
      items[at] = parent;
      at = above;
    }
    items[at] = item;
  }

  removeFirst(): Item | undefined {
    const [first] = this.#items;
    const last = this.#items.pop();
    if (last !== undefined && this.#items.length > 0) this.#sink(last);
    return first;
  }

  /** Takes out all, in no order. */
  removeAll(): Item[] {
    const all = this.#items;
    this.#items = [];
    return all;
  }

  #sink(item: Item): void {
    const items = this.#items;
    for (let at = 0; ;) {
      let below = 2 * at + 1;
      const right = items[below + 1];
      const left = items[below];
      if (left !== undefined && right !== undefined && right.dueAt < left.dueAt) below += 1;
      const child = items[below];
      if (child === undefined || child.dueAt >= item.dueAt) {
        items[at] = item;
        return;
      }
      items[at] = child;
      at = below;
    }
  }
}
