import type { Address } from "../../transport/address.js";

/** What a `MemoryConnection` asks of whatever carries its bytes: a pump in a test's hand, a simulated link, another transport. */
export interface MemoryWire {
  readonly peer: Address;
  readonly host: Address;
  /** There is something to `take()`, or an end to `takeEnd()`. May come often. */
  outgoing(): void;
  /** The connection reads again. */
  resumed(): void;
  /** Drop it now, and let the peer find out. */
  reset(): void;
  /** Calls `callback` soon, and not before this call has returned. */
  soon(callback: () => void): void;
}
