import type { ZoneNode } from "./zone-node.js";

/**
 * The nodes of a zone's version, by `Name.key`. A new version shares those of the one before and has only what differs beside them, since
 * copying all nodes of a large zone for each small change would hold up the server for a tenth of a second.
 */
export class NodeMap {
  /** Shared by versions: not changed any more once there is a fork. */
  readonly #base: Map<string, ZoneNode>;
  /** What differs from it; `undefined` stands for a node that is gone. */
  readonly #changes: Map<string, ZoneNode | undefined> | undefined;
  #size: number;

  constructor(base = new Map<string, ZoneNode>(), changes?: Map<string, ZoneNode | undefined>, size = base.size) {
    this.#base = base;
    this.#changes = changes;
    this.#size = size;
  }

  get size(): number {
    return this.#size;
  }

  get(key: string): ZoneNode | undefined {
    const changes = this.#changes;
    if (changes === undefined) return this.#base.get(key);
    const changed = changes.get(key);
    return changed !== undefined || changes.has(key) ? changed : this.#base.get(key);
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  set(key: string, node: ZoneNode): void {
    if (!this.has(key)) this.#size += 1;
    (this.#changes ?? this.#base).set(key, node);
  }

  delete(key: string): void {
    if (!this.has(key)) return;
    this.#size -= 1;
    if (this.#changes === undefined) this.#base.delete(key);
    else this.#changes.set(key, undefined);
  }

  /** In no order. */
  values(): Iterable<ZoneNode> {
    return this.#changes === undefined ? this.#base.values() : this.#merged(this.#changes);
  }

  /** The same nodes, to be changed without changing this one. From now on this one must not be changed. */
  fork(): NodeMap {
    const changes = this.#changes ?? new Map<string, ZoneNode | undefined>();
    // Few enough that copying them is quick, and so many that copying everything is seldom.
    if (changes.size * changes.size > 16 * this.#base.size + 4096) return new NodeMap(this.#flattened(), new Map());
    return new NodeMap(this.#base, new Map(changes), this.#size);
  }

  *#merged(changes: ReadonlyMap<string, ZoneNode | undefined>): Iterable<ZoneNode> {
    for (const [key, node] of this.#base) if (!changes.has(key)) yield node;
    for (const node of changes.values()) if (node !== undefined) yield node;
  }

  #flattened(): Map<string, ZoneNode> {
    const flat = new Map(this.#base);
    for (const [key, node] of this.#changes ?? []) {
      if (node === undefined) flat.delete(key);
      else flat.set(key, node);
    }
    return flat;
  }
}
