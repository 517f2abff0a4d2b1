import type { Address, StreamProtocol } from "@twist/core";
import { ConnectionCount, type ConnectionLimits, CountedProtocol } from "@twist/core/policies";
import { assertLimit } from "@twist/core/wire";

/** How many connections a server holds. */
export interface AdmissionOptions {
  /** Connections at a time; those beyond are closed at once. @default 10_000 */
  readonly maxConnections?: number;
  /**
   * Connections at a time from one address, an IPv6 network of /64 counting as one. Behind a proxy all come from the proxy's.
   * @default 1_000
   */
  readonly maxConnectionsPerAddress?: number;
}

/** Counts the connections of a server, and says whether there may be one more. */
export class Admission {
  readonly #count = new ConnectionCount();
  readonly #limits: ConnectionLimits;

  /** @throws {RangeError} where a limit is neither a positive integer nor `Infinity`. */
  constructor({ maxConnections = 10_000, maxConnectionsPerAddress = 1_000 }: AdmissionOptions = {}) {
    assertLimit("maxConnections", maxConnections);
    assertLimit("maxConnectionsPerAddress", maxConnectionsPerAddress);
    this.#limits = { maxConnections, maxConnectionsPerAddress };
  }

  /** Counts a connection in. @returns the limit that it is over, and then isn't counted; `undefined` where it is admitted. */
  admit(peer: Address): keyof ConnectionLimits | undefined {
    const limit = this.#count.overLimit(peer, this.#limits);
    if (limit === undefined) this.#count.add(peer);
    return limit;
  }

  /** A connection that was admitted is gone. */
  release(peer: Address): void {
    this.#count.delete(peer);
  }

  /** A connection that was admitted is `next`'s from now on: it counts for as long as that has it. @returns whom to switch to. */
  pass(next: StreamProtocol, peer: Address): StreamProtocol {
    this.#count.delete(peer);
    return new CountedProtocol(next, this.#count, peer);
  }
}
