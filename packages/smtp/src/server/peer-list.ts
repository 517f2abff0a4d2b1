import { type Address, AddressList } from "@twist/core";

/** Peers that are believed: by address, network, or `"unix"` for those without a network address, as on UNIX sockets and pipes. */
export class PeerList {
  readonly #addresses: AddressList;
  readonly #unix: boolean;

  /** @throws {TypeError | RangeError} as `AddressList` does. */
  constructor(entries: readonly string[]) {
    this.#addresses = new AddressList(entries.filter((entry) => entry !== "unix"));
    this.#unix = entries.includes("unix");
  }

  has(peer: Address): boolean {
    return peer.type === "tcp" || peer.type === "udp" ? this.#addresses.has(peer.host) : this.#unix;
  }
}
