/** The last of the sorted `items` for which `compare` isn't positive, by halves; `undefined` where the first is behind already. */
export function lastAtOrBefore<Item>(items: readonly Item[], compare: (item: Item) => number): Item | undefined {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && compare(item) <= 0) low = middle + 1;
    else high = middle;
  }
  return items[low - 1];
}
