/** What a `ByteLRU` holds. */
export interface Sized {
  /** About how much memory it takes. */
  readonly byteLength: number;
}

/** A value among its neighbours: `older` was used before it, `newer` after it. */
interface Node<Value> {
  readonly key: string;
  readonly value: Value;
  older: Node<Value> | undefined;
  newer: Node<Value> | undefined;
}

/**
 * A map that holds at most so many bytes: what was not used for the longest time goes first. The order is a linked list: moving a key to the end
 * of a `Map` at each use leaves a gap behind it in the key's hash bucket, and who asks for one name all the time would find these slow to walk through.
 */
export class ByteLRU<Value extends Sized> {
  readonly #maxBytes: number;
  readonly #nodes = new Map<string, Node<Value>>();
  #oldest: Node<Value> | undefined;
  #newest: Node<Value> | undefined;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get size(): number {
    return this.#nodes.size;
  }

  /** Of all that it holds. */
  get byteLength(): number {
    return this.#bytes;
  }

  /** The value, which now counts as used. */
  get(key: string): Value | undefined {
    const node = this.#nodes.get(key);
    if (node === undefined) return undefined;
    if (node !== this.#newest) {
      this.#unlink(node);
      this.#append(node);
    }
    return node.value;
  }

  /** Puts `value` in, and out what there is no room for any more. One that is larger than everything isn't kept. */
  set(key: string, value: Value): void {
    this.delete(key);
    if (value.byteLength > this.#maxBytes) return;
    const node: Node<Value> = { key, value, older: undefined, newer: undefined };
    this.#nodes.set(key, node);
    this.#append(node);
    this.#bytes += value.byteLength;
    while (this.#bytes > this.#maxBytes && this.#oldest !== undefined) this.delete(this.#oldest.key);
  }

  delete(key: string): boolean {
    const node = this.#nodes.get(key);
    if (node === undefined) return false;
    this.#nodes.delete(key);
    this.#unlink(node);
    this.#bytes -= node.value.byteLength;
    return true;
  }

  clear(): void {
    this.#nodes.clear();
    this.#oldest = undefined;
    this.#newest = undefined;
    this.#bytes = 0;
  }

  #append(node: Node<Value>): void {
    node.older = this.#newest;
    if (this.#newest === undefined) this.#oldest = node;
    else this.#newest.newer = node;
    this.#newest = node;
  }

  #unlink(node: Node<Value>): void {
    if (node.older === undefined) this.#oldest = node.newer;
    else node.older.newer = node.newer;
    if (node.newer === undefined) this.#newest = node.older;
    else node.newer.older = node.older;
    node.older = undefined;
    node.newer = undefined;
  }
}
