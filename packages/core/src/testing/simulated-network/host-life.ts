import type { ReactorTime } from "../../deferred/reactor-time.js";
import type { ProtocolFactory } from "../../transport/protocol-factory.js";
import type { SimulatedDatagramPort } from "./simulated-datagram-port.js";
import type { SimulatedPort } from "./simulated-port.js";
import type { StreamEnd } from "./stream-end.js";

/** A host, as far as the network cares. */
export interface Machine {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly up: boolean;
  /** Its present run, or its last. */
  readonly life: HostLife;
  /** The time of that run. */
  readonly reactor: ReactorTime;
  /** What can be started on it. */
  readonly programs: ReadonlyMap<string, ProtocolFactory>;
}

/** One run of a host, from its start to its crash: all that the crash takes with it. */
export class HostLife {
  readonly host: Machine;
  alive = true;
  readonly ports = new Set<SimulatedPort>();
  readonly datagramPorts = new Set<SimulatedDatagramPort>();
  readonly ends = new Set<StreamEnd>();

  constructor(host: Machine) {
    this.host = host;
  }

  /** The port that listens on `host`:`port`. One on that very address goes before one on all. */
  tcpPort(host: string, port: number): SimulatedPort | undefined {
    const there = [...this.ports].filter(({ address }) => address.type === "tcp" && address.port === port);
    return there.find(({ boundTo }) => boundTo === host) ?? there.find((candidate) => candidate.takes(host));
  }

  /** The port that listens on the UNIX socket, or is the program, of that name. */
  namedPort(name: string): SimulatedPort | undefined {
    for (const port of this.ports) if (port.boundTo === name) return port;
    return undefined;
  }

  /** Ends it. `reset`: the kernel outlives the program, and resets its connections. */
  end(reset: boolean): void {
    for (const end of this.ends) {
      if (reset) end.reset();
      else end.vanish();
      end.connection.vanish();
    }
    this.alive = false;
    this.ends.clear();
    this.ports.clear();
    this.datagramPorts.clear();
  }
}
