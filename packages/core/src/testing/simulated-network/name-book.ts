import type { ResolvedAddress } from "../../reactor/reactor.js";
import { isIPv4, isIPv6 } from "../../wire/ip-address.js";

/** Which names stand for which addresses: the whole DNS of a simulated network. */
export class NameBook {
  readonly #addresses = new Map<string, readonly ResolvedAddress[]>([
    [
      "localhost",
      [
        { host: "::1", family: 6 },
        { host: "127.0.0.1", family: 4 },
      ],
    ],
  ]);
  readonly #failing = new Set<string>();

  add(name: string, addresses: readonly string[]): void {
    this.#addresses.set(canonicalName(name), addresses.map(literal));
  }

  /** Lets looking up `name` fail, or not any more. */
  fail(name: string, failing: boolean): void {
    if (failing) this.#failing.add(canonicalName(name));
    else this.#failing.delete(canonicalName(name));
  }

  /** The addresses of `name`, of that family if one is asked for; `undefined` where there is none. A literal address stands for itself. */
  lookUp(name: string, family: 4 | 6 | undefined): readonly ResolvedAddress[] | undefined {
    const key = canonicalName(name);
    if (this.#failing.has(key)) return undefined;
    const all = isIPv4(name) || isIPv6(name) ? [literal(name)] : this.#addresses.get(key);
    const found = all?.filter((address) => family === undefined || address.family === family);
    return found === undefined || found.length === 0 ? undefined : found;
  }
}

/** Names are the same in any case, and with or without the root's dot. */
export function canonicalName(name: string): string {
  return name.toLowerCase().replace(/\.$/, "");
}

function literal(host: string): ResolvedAddress {
  return { host, family: isIPv6(host) ? 6 : 4 };
}
