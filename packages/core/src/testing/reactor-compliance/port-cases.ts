/** Ports, and attempts to connect to them. */

import { deepEqual, equal, ok, throws } from "node:assert/strict";

import { CancelledError } from "../../deferred/deferred-errors.js";
import { logPublisher } from "../../logging/log-publisher.js";
import {
  CannotListenError,
  ConnectError,
  ConnectionDone,
  ConnectionRefusedError,
} from "../../transport/connection-errors.js";
import { failure, settled, until, type CaseBody } from "./compliance-world.js";
import { ComplianceFactory } from "./compliance-factory.js";
import { Finishing } from "./finishing.js";
import { echo, join, plain, portNumber, type StreamKind } from "./stream-kind.js";

export function portCases(kind: StreamKind): Record<string, CaseBody> {
  return {
    "keeps connections open when it stops listening, and refuses new ones": async (world) => {
      const { port, client } = await join(world, kind, echo, plain);
      equal(port.connections.size, 1);
      await settled(world, port.stopListening());
      await settled(world, port.stopListening());
      client.transport.write("still here");
      await until(world, "the echo", () => client.text === "still here");
      const error = await failure(world, kind.connect(world, port, new ComplianceFactory(plain)));
      ok(error instanceof (kind.name === "UNIX" ? ConnectError : ConnectionRefusedError), String(error));
      client.transport.loseConnection();
      await until(world, "no connection is left", () => port.connections.size === 0);
    },

    "frees its address when it has stopped": async (world) => {
      const factory = new ComplianceFactory(echo);
      const first = await settled(world, kind.listen(world, factory));
      await settled(world, first.stopListening());
      const again =
        kind.name === "UNIX"
          ? kind.listen(world, factory)
          : world.server.listenTCP(portNumber(first), factory, { interface: world.address });
      const second = await settled(world, again);
      deepEqual(second.address, first.address);
      await settled(world, second.stopListening());
    },

    "does not listen where somebody listens": async (world) => {
      const port = await settled(world, kind.listen(world, new ComplianceFactory(plain)));
      const again =
        kind.name === "UNIX"
          ? kind.listen(world, new ComplianceFactory(plain))
          : world.server.listenTCP(portNumber(port), new ComplianceFactory(plain), { interface: world.address });
      ok((await failure(world, again)) instanceof CannotListenError);
      await settled(world, port.stopListening());
    },

    "tells factories when they are used and when no longer": async (world) => {
      const servers = new ComplianceFactory(plain);
      const clients = new ComplianceFactory(plain);
      const port = await settled(world, kind.listen(world, servers));
      deepEqual(servers.life, ["start"]);
      const client = await settled(world, kind.connect(world, port, clients));
      deepEqual(clients.life, ["start"]);
      equal(client.factory, undefined);
      client.transport.loseConnection();
      await until(world, "the end", () => client.ends.length === 1);
      deepEqual(clients.life, ["start", "stop"]);
      await settled(world, port.stopListening());
      deepEqual(servers.life, ["start", "stop"]);
    },

    "turns a connection away where the server's factory refuses or throws": async (world) => {
      let refuse = (): undefined => undefined;
      const port = await settled(world, kind.listen(world, new ComplianceFactory(() => refuse())));
      const turnedAway = async (): Promise<void> => {
        const client = await settled(world, kind.connect(world, port, new ComplianceFactory(plain)));
        await until(world, "it is turned away", () => client.ends.length === 1);
      };
      await turnedAway();
      const errors: unknown[] = [];
      const stopListening = logPublisher.addObserver((event) => errors.push(event.error));
      const thrown = new Error("thrown by the factory");
      refuse = () => {
        throw thrown;
      };
      await turnedAway();
      stopListening();
      deepEqual(errors, [thrown]);
    },

    "fails to connect where the client's factory refuses": async (world) => {
      const port = await settled(world, kind.listen(world, new ComplianceFactory(plain)));
      const error = await failure(world, kind.connect(world, port, new ComplianceFactory(() => undefined)));
      ok(error instanceof ConnectError);
      await until(world, "no connection is left", () => port.connections.size === 0);
    },

    "stops connecting when it is cancelled or its signal aborts": async (world) => {
      const servers = new ComplianceFactory(plain);
      const clients = new ComplianceFactory(plain);
      const port = await settled(world, kind.listen(world, servers));
      const cancelled = kind.connect(world, port, clients);
      cancelled.cancel();
      ok((await failure(world, cancelled)) instanceof CancelledError);
      const reason = new Error("no longer wanted");
      const controller = new AbortController();
      const aborted = kind.connect(world, port, clients, { signal: controller.signal });
      controller.abort(reason);
      equal(await failure(world, aborted), reason);
      equal(await failure(world, kind.connect(world, port, clients, { signal: controller.signal })), reason);
      equal(clients.built.length, 0);
      deepEqual(clients.life.filter((event) => event === "stop").length, 3);
      await until(world, "no connection is left", () => port.connections.size === 0);
    },

    "asks connections to come to an end, and lets each do so in its own way": async (world) => {
      const finishing = await join(world, kind, () => new Finishing(), plain);
      await settled(world, finishing.port.stopListening());
      await settled(world, finishing.port.connections.finishAll(world.server, 1_000));
      await until(world, "the client's end", () => finishing.client.ends.length === 1);
      equal(finishing.client.text, "goodbye");
      ok(finishing.client.ends[0] instanceof ConnectionDone);
    },
  };
}

/** What only concerns IP. */
export const addressCases: Record<string, CaseBody> = {
  "refuses a connection to a port that nobody listens on": async (world) => {
    const port = await settled(
      world,
      world.server.listenTCP(0, new ComplianceFactory(plain), { interface: world.address }),
    );
    await settled(world, port.stopListening());
    const error = await failure(
      world,
      world.client.connectTCP(world.address, portNumber(port), new ComplianceFactory(plain)),
    );
    ok(error instanceof ConnectionRefusedError, String(error));
  },

  "takes literal addresses and real port numbers only": async ({ client, server }) => {
    const factory = new ComplianceFactory(plain);
    throws(() => client.connectTCP("localhost", 80, factory), TypeError);
    throws(() => client.connectTCP("127.0.0.1", 65_536, factory), RangeError);
    throws(() => server.listenTCP(-1, factory), RangeError);
    throws(() => server.listenTCP(0, factory, { interface: "localhost" }), TypeError);
    return Promise.resolve();
  },

  "finds no UNIX socket where there is none": async (world) => {
    const error = await failure(
      world,
      world.client.connectUNIX(`${world.unixPath}.none`, new ComplianceFactory(plain)),
    );
    ok(error instanceof ConnectError);
  },
};
