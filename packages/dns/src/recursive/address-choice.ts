import { isIPv6 } from "@twist/core";
import { A } from "../records/a.js";
import { AAAA } from "../records/aaaa.js";
import { isUnroutable } from "./unroutable-addresses.js";

/** Which addresses of servers are used. */
export interface AddressChoiceOptions {
  /** The families of IP that there is a way by, the preferred one first. */
  readonly families: readonly (4 | 6)[];
  /** Whether private and local addresses are used too. */
  readonly allowPrivate: boolean;
  /** Addresses that are used in any case: what the user has given. */
  readonly known: Iterable<string>;
}

/** Decides which addresses of servers may be asked. */
export class AddressChoice {
  /** The types of record that have such addresses. */
  readonly types: readonly number[];
  readonly #options: AddressChoiceOptions;
  readonly #known: ReadonlySet<string>;

  constructor(options: AddressChoiceOptions) {
    this.#options = options;
    this.#known = new Set(options.known);
    this.types = options.families.map((family) => (family === 4 ? A.code : AAAA.code));
  }

  isUsable(address: string): boolean {
    const { families, allowPrivate } = this.#options;
    if (!families.includes(isIPv6(address) ? 6 : 4)) return false;
    return allowPrivate || this.#known.has(address) || !isUnroutable(address);
  }
}
