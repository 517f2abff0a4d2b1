import type { Address } from "../../transport/address.js";
import { addressGroup } from "../../wire/ip-address.js";

/** How many connections there may be; `Infinity` for as many as there are. */
export interface ConnectionLimits {
  /** At a time. */
  readonly maxConnections: number;
  /** At a time from one address, as `ConnectionCount` counts addresses. */
  readonly maxConnectionsPerAddress: number;
}

/**
 * How many connections are open, in all and from each address. An IPv6 network of /64 counts as one address; UNIX sockets and
 * pipes count in all only. It keeps a number for each address that has a connection, and nothing for one that has none, so it is
 * never larger than the number of connections. Factories that share one share its limits.
 */
export class ConnectionCount {
  readonly #perAddress = new Map<string, number>();
  #total = 0;

  /** How many are open. */
  get total(): number {
    return this.#total;
  }

  /** How many addresses have one open. */
  get addresses(): number {
    return this.#perAddress.size;
  }

  /** How many are open from where `peer` is; 0 where that is no network address. */
  from(peer: Address): number {
    const key = keyOf(peer);
    return key === undefined ? 0 : (this.#perAddress.get(key) ?? 0);
  }

  /** The limit that one more connection with `peer` would be over; `undefined` where there may be one more. */
  overLimit(peer: Address, limits: ConnectionLimits): keyof ConnectionLimits | undefined {
    if (this.#total >= limits.maxConnections) return "maxConnections";
    return this.from(peer) >= limits.maxConnectionsPerAddress ? "maxConnectionsPerAddress" : undefined;
  }

  /** A connection with `peer` begins. */
  add(peer: Address): void {
    this.#total += 1;
    const key = keyOf(peer);
    if (key !== undefined) this.#perAddress.set(key, (this.#perAddress.get(key) ?? 0) + 1);
  }

  /** A connection that was added is gone. */
  delete(peer: Address): void {
    this.#total -= 1;
    const key = keyOf(peer);
    if (key === undefined) return;
    const left = (this.#perAddress.get(key) ?? 0) - 1;
    if (left > 0) this.#perAddress.set(key, left);
    else this.#perAddress.delete(key);
  }
}

function keyOf(peer: Address): string | undefined {
  return peer.type === "tcp" || peer.type === "udp" ? addressGroup(peer.host) : undefined;
}
