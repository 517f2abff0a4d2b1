/** What every stream does while it is open. */

import { deepEqual, equal, ok } from "node:assert/strict";

import { logPublisher } from "../../logging/log-publisher.js";
import { ConnectionAborted } from "../../transport/connection-errors.js";
import { pass, settled, until, type CaseBody } from "./compliance-world.js";
import { ComplianceFactory } from "./compliance-factory.js";
import { ComplianceProtocol } from "./compliance-protocol.js";
import { echo, join, plain, type StreamKind } from "./stream-kind.js";

const megabyte = 1_048_576;

export function streamCases(kind: StreamKind): Record<string, CaseBody> {
  return {
    "carries bytes both ways": async (world) => {
      const { server, client } = await join(world, kind, echo, plain);
      client.transport.write("hello ");
      client.transport.writeSequence(["wor", Buffer.from("ld"), ""]);
      await until(world, "the echo", () => client.text === "hello world");
      equal(server.text, "hello world");
      equal(client.transport.connected, true);
      equal(client.transport.bufferedBytes, 0);
    },

    "carries every byte value, in order, however much there is": async (world) => {
      const { server, client } = await join(world, kind, echo, plain);
      const bytes = Buffer.alloc(megabyte);
      for (let index = 0; index < bytes.length; index += 1) bytes[index] = (index * 31 + (index >> 8)) & 255;
      let heard = 0;
      server.onData = (data) => {
        heard += data.length;
      };
      client.transport.write(bytes);
      await until(world, "all of it", () => heard === megabyte);
      ok(server.received.equals(bytes));
    },

    "is done with written bytes once they have gone out, where it says so": async (world) => {
      const { server, client } = await join(world, kind, plain, plain);
      const bytes = Buffer.alloc(megabyte, "x");
      let heard = 0;
      server.onData = (data) => {
        heard += data.length;
      };
      server.transport.pauseReading();
      client.transport.write(bytes);
      await pass(world, 20);
      server.transport.resumeReading();
      await until(world, "an empty queue", () => client.transport.bufferedBytes === 0);
      if (client.transport.releasesWrites === true) bytes.fill("!");
      await until(world, "all of it", () => heard === bytes.length);
      equal(server.received.indexOf("!"), -1);
    },

    "writes text as UTF-8, or as Latin-1 where asked to": async (world) => {
      const { server, client } = await join(world, kind, plain, plain);
      client.transport.write("é");
      client.transport.write("é", "latin1");
      await until(world, "three bytes", () => server.received.length === 3);
      deepEqual([...server.received], [0xc3, 0xa9, 0xe9]);
    },

    "delivers nothing while reading is paused, and everything afterwards": async (world) => {
      const { server, client } = await join(world, kind, plain, plain);
      server.transport.pauseReading();
      await pass(world, 5);
      client.transport.write("held");
      await pass(world, 20);
      equal(server.text, "");
      server.transport.resumeReading();
      await until(world, "the bytes", () => server.text === "held");
    },

    "makes a push producer wait for a slow reader": async (world) => {
      const { server, client } = await join(world, kind, plain, plain);
      server.transport.pauseReading();
      await pass(world, 5);
      const seen: string[] = [];
      client.transport.registerProducer(
        {
          pauseProducing: () => seen.push("pause"),
          resumeProducing: () => seen.push("resume"),
          stopProducing: () => seen.push("stop"),
        },
        { streaming: true },
      );
      let written = 0;
      for (; written < 64 && client.transport.write(Buffer.alloc(megabyte)); written += 1) await pass(world, 1);
      ok(written < 64, "write never gives false");
      deepEqual(seen, ["pause"]);
      server.transport.resumeReading();
      await until(world, "resumeProducing", () => seen.length === 2);
      deepEqual(seen, ["pause", "resume"]);
      client.transport.unregisterProducer();
    },

    "asks a pull producer for more until it is done": async (world) => {
      const { server, client } = await join(world, kind, plain, plain);
      let made = 0;
      client.transport.registerProducer(
        {
          resumeProducing: () => {
            made += 1;
            client.transport.write(`${String(made)},`);
            if (made === 100) client.transport.unregisterProducer();
          },
          stopProducing: () => undefined,
        },
        { streaming: false },
      );
      await until(world, "one hundred pieces", () => server.text.endsWith("100,"));
      equal(server.text.split(",").length, 101);
    },

    "hands the wire to another protocol, with what was left over": async (world) => {
      const { server, client } = await join(world, kind, plain, plain);
      const next = new ComplianceProtocol();
      server.onData = (data) => {
        server.transport.switchProtocol(next, data.subarray(3));
      };
      client.transport.write("oldnew");
      await until(world, "the rest", () => next.text === "new");
      client.transport.write("er");
      await until(world, "more", () => next.text === "newer");
      client.transport.loseConnection();
      await until(world, "the end", () => next.ends.length === 1);
      deepEqual(server.events, ["made"]);
    },

    "aborts the connection of a protocol that throws, and no other": async (world) => {
      const { port, server, client, factory } = await join(world, kind, echo, plain);
      const other = await settled(world, kind.connect(world, port, new ComplianceFactory(plain)));
      const thrown = new Error("thrown by the protocol");
      server.onData = () => {
        throw thrown;
      };
      const errors: unknown[] = [];
      const stopListening = logPublisher.addObserver((event) => errors.push(event.error));
      client.transport.write("x");
      await until(world, "both have lost it", () => server.ends.length === 1 && client.ends.length === 1);
      stopListening();
      deepEqual(errors, [thrown]);
      ok(server.ends[0] instanceof ConnectionAborted);
      equal(server.ends[0].cause, thrown);
      other.transport.write("still here");
      await until(world, "the other's echo", () => other.text === "still here");
      equal(factory.built.length, 2);
    },

    "knows both ends' addresses": async (world) => {
      const { port, server, client } = await join(world, kind, plain, plain);
      deepEqual(client.transport.peer, port.address);
      deepEqual(server.transport.host, port.address);
      if (kind.name !== "UNIX") deepEqual(client.transport.host, server.transport.peer);
      equal(client.transport.secure === undefined, kind.name !== "TLS");
    },
  };
}
