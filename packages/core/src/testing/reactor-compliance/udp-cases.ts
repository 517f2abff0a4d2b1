import { deepEqual, equal, ok, throws } from "node:assert/strict";

import { DatagramProtocol } from "../../protocol/datagram-protocol.js";
import type { IPAddress } from "../../transport/address.js";
import { CannotListenError } from "../../transport/connection-errors.js";
import type { DatagramTransport } from "../../transport/datagram-transport.js";
import { failure, settled, until, type CaseBody, type ComplianceWorld } from "./compliance-world.js";

class Recorder extends DatagramProtocol {
  readonly seen: string[] = [];
  readonly from: IPAddress[] = [];
  refusals = 0;
  echo = false;

  override startProtocol(): void {
    this.seen.push("start");
  }

  datagramReceived(data: Buffer, from: IPAddress): void {
    this.seen.push(data.toString());
    this.from.push(from);
    if (this.echo) this.transport.write(data, from);
  }

  override connectionRefused(): void {
    this.refusals += 1;
  }

  override stopProtocol(): void {
    this.seen.push("stop");
  }
}

interface Open {
  readonly protocol: Recorder;
  readonly transport: DatagramTransport;
}

async function open(world: ComplianceWorld, side: "server" | "client"): Promise<Open> {
  const protocol = new Recorder();
  const options = side === "server" ? { interface: world.address } : {};
  const transport = await settled(world, world[side].listenUDP(0, protocol, options));
  return { protocol, transport };
}

/** Sends until it arrives: datagrams may be lost. */
async function sendUntil(world: ComplianceWorld, send: () => void, arrived: () => boolean): Promise<void> {
  let turns = 0;
  await until(world, "a datagram", () => {
    if (arrived()) return true;
    if (turns % 50 === 0) send();
    turns += 1;
    return false;
  });
}

export const udpCases: Record<string, CaseBody> = {
  "carries datagrams whole, with the sender's address": async (world) => {
    const server = await open(world, "server");
    const client = await open(world, "client");
    server.protocol.echo = true;
    const { host, port } = server.transport.host;
    ok(port > 0);
    await sendUntil(
      world,
      () => client.transport.write(Buffer.from("ping"), { host, port }),
      () => client.protocol.seen.includes("ping"),
    );
    equal(server.protocol.from[0]?.port, client.transport.host.port);
    equal(client.protocol.from[0]?.host, host);
    await settled(world, client.transport.stopListening());
    await settled(world, server.transport.stopListening());
  },

  "carries empty datagrams, and refuses ones that are too long": async (world) => {
    const server = await open(world, "server");
    const client = await open(world, "client");
    const { host, port } = server.transport.host;
    await sendUntil(
      world,
      () => client.transport.write(Buffer.alloc(0), { host, port }),
      () => server.protocol.seen.includes(""),
    );
    throws(() => client.transport.write(Buffer.alloc(65_536), { host, port }), RangeError);
    throws(() => client.transport.write(Buffer.alloc(1)), TypeError);
    await settled(world, client.transport.stopListening());
    await settled(world, server.transport.stopListening());
  },

  "starts and stops its protocol once": async (world) => {
    const { protocol, transport } = await open(world, "server");
    await settled(world, transport.stopListening());
    await settled(world, transport.stopListening());
    deepEqual(protocol.seen, ["start", "stop"]);
    equal(transport.write(Buffer.from("late"), { host: world.address, port: 9 }), false);
  },

  "does not open a port that is open": async (world) => {
    const first = await open(world, "server");
    const again = world.server.listenUDP(first.transport.host.port, new Recorder(), { interface: world.address });
    ok((await failure(world, again)) instanceof CannotListenError);
    await settled(world, first.transport.stopListening());
  },

  "speaks with its peer only, once it is connected": async (world) => {
    const server = await open(world, "server");
    const client = await open(world, "client");
    const stranger = await open(world, "client");
    server.protocol.echo = true;
    const { host, port } = server.transport.host;
    await settled(world, client.transport.connect(host, port));
    deepEqual(client.transport.peer, { type: "udp", family: server.transport.host.family, host, port });
    throws(() => client.transport.connect(host, port), TypeError);
    throws(() => client.transport.write(Buffer.from("x"), { host, port }), TypeError);
    await sendUntil(
      world,
      () => client.transport.write(Buffer.from("hello")),
      () => client.protocol.seen.includes("hello"),
    );
    const target = client.protocol.from[0] === undefined ? undefined : server.protocol.from[0];
    ok(target !== undefined);
    await sendUntil(
      world,
      () => {
        stranger.transport.write(Buffer.from("psst"), target);
        client.transport.write(Buffer.from("more"));
      },
      () => client.protocol.seen.includes("more"),
    );
    ok(!client.protocol.seen.includes("psst"));
    for (const { transport } of [client, stranger, server]) await settled(world, transport.stopListening());
  },

  "hears it when nobody is at its peer's port": async (world) => {
    const gone = await open(world, "server");
    const { host, port } = gone.transport.host;
    await settled(world, gone.transport.stopListening());
    const client = await open(world, "client");
    await settled(world, client.transport.connect(host, port));
    await sendUntil(
      world,
      () => client.transport.write(Buffer.from("anybody?")),
      () => client.protocol.refusals > 0,
    );
    await settled(world, client.transport.stopListening());
  },
};
