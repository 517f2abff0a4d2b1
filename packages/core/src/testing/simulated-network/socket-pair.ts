import { MemoryConnection } from "../memory/memory-connection.js";
import type { SeededRandom } from "../seeded-random.js";
import { Flow } from "./flow.js";
import type { HostLife, Machine } from "./host-life.js";
import type { NetworkTime } from "./network-time.js";
import type { Path } from "./path.js";
import type { Trace } from "./trace.js";
import type { SocketTarget } from "./socket-target.js";
import { StreamEnd, type OpeningWatcher } from "./stream-end.js";
import type { Chunking, StreamFault } from "./stream-fault.js";

/** What is to happen to one connection. */
export interface StreamPlan {
  /** @default the network's */
  readonly chunking?: Chunking;
  /** What goes wrong with what the client sends. */
  readonly toServer?: StreamFault;
  /** What goes wrong with what the server sends. */
  readonly toClient?: StreamFault;
  /** Counts what is delivered. */
  readonly meter?: StreamMeter;
}

/** How many bytes of a connection have been delivered, in each direction. */
export interface StreamMeter {
  toServer: number;
  toClient: number;
}

export interface SocketPairOptions {
  readonly time: NetworkTime;
  readonly random: SeededRandom;
  readonly trace: Trace | undefined;
  readonly target: SocketTarget;
  /** The client's side. */
  readonly life: HostLife;
  readonly watcher: OpeningWatcher;
  readonly server: Machine;
  readonly toServer: Path;
  readonly toClient: Path;
  readonly plan: StreamPlan;
  readonly chunking: Chunking;
  readonly windowBytes: number;
  readonly giveUpMs: number;
}

/** Makes both sockets of a connection, and sends the request to open it. @returns the client's. */
export function openSocketPair(options: SocketPairOptions): StreamEnd {
  const { time, random, trace, target, life, server, plan } = options;
  const client = new StreamEnd({
    host: target.host,
    peer: target.peer,
    time,
    life,
    watcher: options.watcher,
    path: options.toServer,
    trace,
  });
  const servers = new StreamEnd({
    host: target.peer,
    peer: target.kind === "tcp" || target.host.type === "pipe" ? target.host : { type: "unix" },
    time,
    life: server.life,
    watcher: serverWatcher(options),
    path: options.toClient,
    trace,
  });
  const shared = {
    time,
    trace,
    chunking: plan.chunking ?? options.chunking,
    windowBytes: options.windowBytes,
    giveUpMs: options.giveUpMs,
  };
  client.other = servers;
  servers.other = client;
  client.flow = new Flow(client, servers, {
    ...shared,
    path: options.toServer,
    random: random.fork("to server"),
    fault: plan.toServer,
    delivered: (bytes) => {
      if (plan.meter !== undefined) plan.meter.toServer += bytes;
    },
  });
  servers.flow = new Flow(servers, client, {
    ...shared,
    path: options.toClient,
    random: random.fork("to client"),
    fault: plan.toClient,
    delivered: (bytes) => {
      if (plan.meter !== undefined) plan.meter.toClient += bytes;
    },
  });
  client.connection = new MemoryConnection(life.host.reactor, client, { random: random.fork("client") });
  servers.connection = new MemoryConnection(server.reactor, servers, { random: random.fork("server") });
  life.ends.add(client);
  client.flow.open();
  return client;
}

/** Looks for a port when the request to open has arrived: that may be after the server's restart. */
function serverWatcher({ target, server, random }: SocketPairOptions): OpeningWatcher {
  return {
    opened(end) {
      const life = server.life;
      const port =
        target.kind === "tcp" ? life.tcpPort(target.peer.host, target.peer.port) : life.namedPort(target.name);
      if (end.life !== life) {
        end.life = life;
        end.connection = new MemoryConnection(server.reactor, end, { random: random.fork("server again") });
      }
      if (end.closed) return;
      if (port === undefined) {
        end.reset();
        return;
      }
      life.ends.add(end);
      end.flow.open();
      port.accept(end);
    },
    refused(end) {
      end.connection.deliverReset();
      server.life.ends.delete(end);
    },
    lost() {
      // `refused` follows, and says all.
    },
  };
}
