import type { SimulatedDatagramPort } from "./simulated-datagram-port.js";
import type { SimulatedHost } from "./simulated-host.js";
import type { SimulatedPort } from "./simulated-port.js";
import type { StreamEnd } from "./stream-end.js";

/** One run of a host, from its start to its crash: all that the crash takes with it. */
export class HostLife {
  readonly host: SimulatedHost;
  alive = true;
  readonly ports = new Set<SimulatedPort>();
  readonly datagramPorts = new Set<SimulatedDatagramPort>();
  readonly ends = new Set<StreamEnd>();

  constructor(host: SimulatedHost) {
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
