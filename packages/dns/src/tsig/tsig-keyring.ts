import type { Name } from "../wire/name.js";
import type { TSIGKey } from "./tsig-key.js";

/** The keys that a server knows, by name. */
export class TSIGKeyring {
  readonly #keys = new Map<string, TSIGKey>();

  constructor(keys: Iterable<TSIGKey> = []) {
    for (const key of keys) this.add(key);
  }

  /** Adds a key, in the place of one with its name. */
  add(key: TSIGKey): void {
    this.#keys.set(key.name.key, key);
  }

  /** The key of this name, whatever its case. */
  get(name: Name): TSIGKey | undefined {
    return this.#keys.get(name.key);
  }
}
