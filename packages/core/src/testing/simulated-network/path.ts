import type { Link } from "./link.js";

/** One direction of the way between two sockets. */
export interface Path {
  /** Nothing gets through. */
  readonly down: boolean;
  /** When what is being sent has gone out, so that more may be. */
  readonly freeAt: number;
  /** How long a packet takes that is sent now. */
  latency(): number;
  /** When `bytes` that are sent now have arrived. Takes up their share of the bandwidth. */
  arrival(bytes: number): number;
  /** How a datagram of `bytes` fares: when each copy of it arrives, if any does. */
  datagramArrivals(bytes: number): number[];
  /** The link that it goes along, if it leaves the host. */
  readonly link: Link | undefined;
}
