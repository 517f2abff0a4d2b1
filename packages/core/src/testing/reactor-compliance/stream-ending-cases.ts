/** How streams come to an end: in good order, by halves, by force. */

import { deepEqual, equal, ok } from "node:assert/strict";

import { ConnectionAborted, ConnectionDone, ConnectionLost } from "../../transport/connection-errors.js";
import { pass, until, type CaseBody } from "./compliance-world.js";
import { HalfClosing } from "./half-closing.js";
import { join, plain, type StreamKind } from "./stream-kind.js";

export function streamEndingCases(kind: StreamKind): Record<string, CaseBody> {
  const cases: Record<string, CaseBody> = {
    "closes in good order, after everything written has gone out": async (world) => {
      const { server, client } = await join(world, kind, plain, plain);
      const much = "x".repeat(300_000);
      client.transport.write(much);
      client.transport.loseConnection();
      equal(client.transport.disconnecting, true);
      equal(client.transport.write("dropped"), false);
      await until(world, "both ends", () => server.ends.length > 0 && client.ends.length > 0);
      await pass(world, 5);
      equal(server.received.length, much.length);
      for (const end of [server, client]) {
        equal(end.ends.length, 1);
        ok(end.ends[0] instanceof ConnectionDone, String(end.ends[0]));
        equal(end.transport.connected, false);
        equal(end.transport.write("late"), false);
        end.transport.loseConnection();
        end.transport.abortConnection();
      }
      await pass(world, 5);
      deepEqual(
        [server.events, client.events],
        [
          ["made", "lost"],
          ["made", "lost"],
        ],
      );
    },

    "closes at the server's wish": async (world) => {
      const { server, client } = await join(world, kind, plain, plain);
      server.transport.write("bye");
      server.transport.loseConnection();
      await until(world, "both ends", () => server.ends.length > 0 && client.ends.length > 0);
      equal(client.text, "bye");
      ok(server.ends[0] instanceof ConnectionDone);
      ok(client.ends[0] instanceof ConnectionDone);
    },

    "loses nothing of what it has written to a peer that is known to be done": async (world) => {
      const { server, client } = await join(world, kind, plain, plain);
      const much = "x".repeat(300_000);
      client.transport.write("last words");
      await until(world, "the client's last words", () => server.text === "last words");
      server.transport.write(much);
      server.transport.loseConnection({ peerIsDone: true });
      await until(world, "both ends", () => server.ends.length > 0 && client.ends.length > 0);
      equal(client.received.length, much.length);
      ok(server.ends[0] instanceof ConnectionDone);
      ok(client.ends[0] instanceof ConnectionDone);
    },

    "closes what is lost as soon as it is made": async (world) => {
      const { server, client } = await join(
        world,
        kind,
        () => {
          const protocol = plain();
          protocol.onMade = () => {
            protocol.transport.write("busy");
            protocol.transport.loseConnection();
          };
          return protocol;
        },
        plain,
      );
      await until(world, "both ends", () => server.ends.length > 0 && client.ends.length > 0);
      equal(client.text, "busy");
    },

    "waits for a producer before it closes": async (world) => {
      const { server, client } = await join(world, kind, plain, plain);
      const producer = {
        pauseProducing: () => undefined,
        resumeProducing: () => undefined,
        stopProducing: () => undefined,
      };
      client.transport.registerProducer(producer, { streaming: true });
      client.transport.loseConnection();
      await pass(world, 5);
      client.transport.write("last words");
      client.transport.unregisterProducer();
      await until(world, "the end", () => server.ends.length === 1);
      equal(server.text, "last words");
    },

    "closes one direction and goes on in the other, where the protocol asks for that": async (world) => {
      const { server, client } = await join(
        world,
        kind,
        () => new HalfClosing(),
        () => new HalfClosing(),
      );
      client.transport.write("question");
      client.transport.loseWriteConnection();
      equal(client.transport.write("dropped"), false);
      await until(world, "the half-close", () => server.readEnds === 1);
      equal(server.text, "question");
      server.transport.write("answer");
      await until(world, "the answer", () => client.text === "answer");
      equal(client.ends.length, 0);
      server.transport.loseConnection();
      await until(world, "both ends", () => server.ends.length > 0 && client.ends.length > 0);
      ok(client.ends[0] instanceof ConnectionDone);
      ok(server.ends[0] instanceof ConnectionDone);
    },

    "closes a connection whose peer closes its direction, where the protocol doesn't ask": async (world) => {
      const { server, client } = await join(world, kind, plain, () => new HalfClosing());
      client.transport.loseWriteConnection();
      await until(world, "both ends", () => server.ends.length > 0 && client.ends.length > 0);
      ok(server.ends[0] instanceof ConnectionDone);
      ok(client.ends[0] instanceof ConnectionDone);
    },

    "aborts at once, and not before the call has returned": async (world) => {
      const { server, client } = await join(world, kind, plain, plain);
      const reason = new Error("enough");
      client.transport.write("x".repeat(1_000_000));
      client.transport.abortConnection(reason);
      equal(client.ends.length, 0);
      equal(client.transport.write("dropped"), false);
      await until(world, "both ends", () => server.ends.length > 0 && client.ends.length > 0);
      equal(client.ends.length, 1);
      ok(client.ends[0] instanceof ConnectionAborted);
      equal(client.ends[0].cause, reason);
    },
  };
  // A UNIX socket knows no reset: the peer cannot tell an abort from a close.
  if (kind.name !== "UNIX") {
    cases["stops a producer when the connection is lost"] = async (world) => {
      const { server, client } = await join(world, kind, plain, plain);
      const seen: string[] = [];
      client.transport.registerProducer(
        { pauseProducing: () => undefined, resumeProducing: () => undefined, stopProducing: () => seen.push("stop") },
        { streaming: true },
      );
      server.transport.abortConnection();
      await until(world, "the end", () => client.ends.length === 1);
      deepEqual(seen, ["stop"]);
    };
    cases["tells the peer of an abort that the connection was lost"] = async (world) => {
      const { server, client } = await join(world, kind, plain, plain);
      client.transport.abortConnection();
      await until(world, "the peer's end", () => server.ends.length === 1);
      ok(server.ends[0] instanceof ConnectionLost, String(server.ends[0]));
      ok(!(server.ends[0] instanceof ConnectionAborted));
    };
  }
  return cases;
}
