import type { Deferred } from "../../deferred/deferred.js";
import type { ResolvedAddress, ResolveOptions } from "../../reactor/reactor.js";
import type { IPAddress } from "../../transport/address.js";
import type { ConnectError } from "../../transport/connection-errors.js";
import type { SeededRandom } from "../seeded-random.js";
import type { HostLife, Machine } from "./host-life.js";
import type { SimulatedDatagramPort } from "./simulated-datagram-port.js";
import type { SocketTarget } from "./socket-target.js";
import type { OpeningWatcher, StreamEnd } from "./stream-end.js";

/** What a host and its reactor ask of the network. */
export interface NetworkServices {
  readonly random: SeededRandom;
  /** The addresses of `name`. */
  resolve(name: string, options: ResolveOptions): Deferred<readonly ResolvedAddress[]>;
  /** The address that `from` uses towards the literal address `target`. */
  sourceAddress(from: Machine, target: string): string;
  /** A socket that is about to connect; or why there is no way there. */
  openSocket(life: HostLife, target: SocketTarget, watcher: OpeningWatcher): StreamEnd | ConnectError;
  /** Puts a datagram on its way. */
  sendDatagram(from: HostLife, port: SimulatedDatagramPort, data: Buffer, to: IPAddress): void;
  /** Puts a line into the trace. */
  note(text: string): void;
}
