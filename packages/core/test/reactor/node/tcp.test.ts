import { subscribe, unsubscribe } from "node:diagnostics_channel";
import net from "node:net";
import { once } from "node:events";
import { describe, expect, it } from "@jest/globals";
import { CancelledError } from "../../../src/deferred/deferred-errors.js";
import { logPublisher, type LogEvent } from "../../../src/logging/log-publisher.js";
import { Factory } from "../../../src/protocol/factory.js";
import { HAProxyWrappingFactory } from "../../../src/protocol/policies/haproxy-wrapping-factory.js";
import { NodeReactor } from "../../../src/reactor/node/node-reactor.js";
import {
  CannotListenError,
  ConnectError,
  ConnectionAborted,
  ConnectionDone,
  ConnectionLost,
  ConnectionRefusedError,
} from "../../../src/transport/connection-errors.js";
import { closed } from "./closed.js";
import { HaltingReader, numbered } from "./halting-reader.js";
import { portNumber, recorders, RecordingFactory, stopLater } from "./ports.js";
import { HalfCloseRecorder, Recorder } from "./recorder.js";

const reactor = new NodeReactor();
const loopback = { interface: "127.0.0.1" };

class Echo extends Recorder {
  override dataReceived(data: Buffer): void {
    this.transport.write(data);
    super.dataReceived(data);
  }
}

async function pair<S extends Recorder, C extends Recorder>(
  makeServer: () => S,
  makeClient: () => C,
): Promise<{ server: S; client: C }> {
  const factory = new RecordingFactory(makeServer);
  const port = stopLater(await reactor.listenTCP(0, factory, loopback));
  const client = await reactor.connectTCP("127.0.0.1", portNumber(port), Factory.from(makeClient));
  return { server: await factory.first(), client };
}

describe("TCP", () => {
  it("carries bytes both ways and knows both addresses", async () => {
    const { server, client } = await pair(
      () => new Echo(),
      () => new Recorder(),
    );
    client.transport.write("hello");
    await client.receives("hello");
    expect(client.transport.peer).toEqual(server.transport.host);
    expect(server.transport.peer).toEqual(client.transport.host);
    expect(client.transport.peer).toMatchObject({ type: "tcp", family: 4, host: "127.0.0.1" });
    expect(client.transport.secure).toBeUndefined();
    client.transport.abortConnection();
  });

  it("still knows the addresses when the connection is over", async () => {
    const { server, client } = await pair(
      () => new Recorder(),
      () => new Recorder(),
    );
    client.transport.loseConnection();
    await server.lost;
    expect(server.transport.peer).toMatchObject({ type: "tcp", host: "127.0.0.1" });
  });

  it("gives an IPv4 peer of a port on all addresses as IPv4", async () => {
    const factory = recorders();
    const port = stopLater(await reactor.listenTCP(0, factory));
    const client = await reactor.connectTCP("127.0.0.1", portNumber(port), recorders());
    expect((await factory.first()).transport.peer).toMatchObject({ family: 4, host: "127.0.0.1" });
    client.transport.abortConnection();
  });

  it("closes in good order on both sides, after everything written has arrived", async () => {
    const { server, client } = await pair(
      () => new Recorder(),
      () => new Recorder(),
    );
    const large = Buffer.alloc(3_000_000, 1);
    client.transport.write(large);
    client.transport.write("end");
    client.transport.loseConnection();
    expect(client.transport.disconnecting).toBe(true);
    expect(await server.lost).toBeInstanceOf(ConnectionDone);
    expect(await client.lost).toBeInstanceOf(ConnectionDone);
    expect(server.byteCount).toBe(large.length + 3);
    expect(client.transport.connected).toBe(false);
    expect(client.events).toEqual(["connectionMade", "connectionLost"]);
  });

  it("does not lose the last reply to a peer that goes on sending", async () => {
    const factory = new RecordingFactory(
      () =>
        new (class extends Recorder {
          override dataReceived(data: Buffer): void {
            super.dataReceived(data);
            this.transport.write("enough");
            this.transport.loseConnection();
          }
        })(),
    );
    const port = stopLater(await reactor.listenTCP(0, factory, loopback));
    const socket = net.connect({ port: portNumber(port), host: "127.0.0.1" });
    let received = "";
    socket.on("data", (data) => (received += data.toString()));
    socket.write(Buffer.alloc(2_000_000));
    await closed(socket);
    expect(received).toBe("enough");
    expect((await factory.first()).events.filter((event) => event === "dataReceived")).toHaveLength(1);
  });

  it("drops a peer that never closes its side, once the time for it is over", async () => {
    const impatient = new NodeReactor({ closeTimeoutMs: 20 });
    const factory = recorders();
    const port = stopLater(await impatient.listenTCP(0, factory, loopback));
    const socket = net.connect({ port: portNumber(port), host: "127.0.0.1", allowHalfOpen: true });
    socket.on("error", () => undefined);
    const server = await factory.first();
    server.transport.loseConnection();
    expect(await server.lost).toBeInstanceOf(ConnectionDone);
    socket.destroy();
  });

  it("closes one direction only with loseWriteConnection", async () => {
    const { server, client } = await pair(
      () => new HalfCloseRecorder(),
      () => new Recorder(),
    );
    client.transport.write("question");
    client.transport.loseWriteConnection();
    expect(client.transport.write("too late")).toBe(false);
    await server.hears("readConnectionLost");
    expect(server.text).toBe("question");
    server.transport.write("answer");
    server.transport.loseConnection();
    expect(await client.lost).toBeInstanceOf(ConnectionDone);
    expect(client.text).toBe("answer");
    expect(await server.lost).toBeInstanceOf(ConnectionDone);
  });

  it("resets the connection with abortConnection, and tells not before the call has returned", async () => {
    const factory = recorders();
    const port = stopLater(await reactor.listenTCP(0, factory, loopback));
    const socket = net.connect({ port: portNumber(port), host: "127.0.0.1" });
    const failed = once(socket, "error");
    const server = await factory.first();
    const reason = new Error("enough");
    server.transport.abortConnection(reason);
    server.transport.abortConnection();
    expect(server.events).toEqual(["connectionMade"]);
    expect(server.transport.write("dropped")).toBe(false);
    const lost = await server.lost;
    expect(lost).toBeInstanceOf(ConnectionAborted);
    expect(lost.cause).toBe(reason);
    const [error] = (await failed) as [NodeJS.ErrnoException];
    expect(error.code).toBe("ECONNRESET");
    expect(server.events).toEqual(["connectionMade", "connectionLost"]);
  });

  it("can be aborted at every stage of closing", async () => {
    for (const after of ["at once", "in the next turn", "with much still to go out"]) {
      const { server, client } = await pair(
        () => new HalfCloseRecorder(),
        () => new Recorder(),
      );
      if (after === "with much still to go out") {
        server.transport.pauseReading();
        client.transport.write(Buffer.alloc(20_000_000));
      }
      client.transport.loseConnection();
      if (after === "in the next turn") await new Promise(setImmediate);
      client.transport.abortConnection();
      expect(client.events).toEqual(["connectionMade"]);
      expect(await client.lost).toBeInstanceOf(ConnectionAborted);
      server.transport.abortConnection();
      await server.lost;
    }
  });

  it("says ConnectionLost with its cause when the peer resets", async () => {
    const factory = recorders();
    const port = stopLater(await reactor.listenTCP(0, factory, loopback));
    const socket = net.connect({ port: portNumber(port), host: "127.0.0.1" });
    const server = await factory.first();
    socket.resetAndDestroy();
    const lost = await server.lost;
    expect(lost).toBeInstanceOf(ConnectionLost);
    expect(lost).not.toBeInstanceOf(ConnectionAborted);
    expect((lost.cause as NodeJS.ErrnoException).code).toBe("ECONNRESET");
  });

  it("does nothing with what is written after the end", async () => {
    const { server, client } = await pair(
      () => new Recorder(),
      () => new Recorder(),
    );
    client.transport.loseConnection();
    await client.lost;
    expect(client.transport.write("x")).toBe(false);
    expect(client.transport.writeSequence(["x", "y"])).toBe(false);
    client.transport.loseConnection();
    client.transport.abortConnection();
    client.transport.pauseReading();
    client.transport.resumeReading();
    await server.lost;
    expect(server.byteCount).toBe(0);
    expect(client.events).toEqual(["connectionMade", "connectionLost"]);
  });

  it("aborts the one connection whose protocol throws, and logs its peer", async () => {
    const events: LogEvent[] = [];
    const forget = logPublisher.addObserver((event) => events.push(event));
    const thrown = new Error("a bug");
    class Buggy extends Recorder {
      override dataReceived(data: Buffer): void {
        if (String(data) === "bad") throw thrown;
        this.transport.write(data);
      }
    }
    const factory = new RecordingFactory(() => new Buggy());
    const port = stopLater(await reactor.listenTCP(0, factory, loopback));
    const good = await reactor.connectTCP("127.0.0.1", portNumber(port), recorders());
    const bad = await reactor.connectTCP("127.0.0.1", portNumber(port), recorders());
    bad.transport.write("bad");
    expect(await bad.lost).toBeInstanceOf(ConnectionLost);
    good.transport.write("good");
    await good.receives("good");
    forget();
    const logged = events.find(({ level }) => level === "error");
    expect(logged?.error).toBe(thrown);
    expect(logged?.fields["peer"]).toMatch(/^127\.0\.0\.1:\d+$/);
    good.transport.abortConnection();
  });

  it("pauses and resumes reading, so that the peer is slowed down", async () => {
    const { server, client } = await pair(
      () => new Recorder(),
      () => new Recorder(),
    );
    server.transport.pauseReading();
    const chunk = Buffer.alloc(65_536);
    let written = 0;
    const limit = 64 * 1024 * 1024;
    await new Promise<void>((resolve) => {
      const step = (): void => {
        // Until two turns bring no progress: the kernel's buffers on both sides are full.
        const before = client.transport.bufferedBytes;
        while (client.transport.write(chunk) && written < limit) written += chunk.length;
        setImmediate(() => {
          if (written >= limit || (before > 0 && client.transport.bufferedBytes >= before)) resolve();
          else step();
        });
      };
      step();
    });
    expect(written).toBeLessThan(limit);
    expect(server.byteCount).toBe(0);
    server.transport.resumeReading();
    client.transport.loseConnection();
    expect(await server.lost).toBeInstanceOf(ConnectionDone);
    expect(server.byteCount).toBeGreaterThan(written);
  });

  it("brings everything in order to a reader that stops again and again", async () => {
    const { server, client } = await pair(
      () => new HaltingReader(),
      () => new Recorder(),
    );
    const bytes = numbered(8 * 1024 * 1024);
    for (let at = 0; at < bytes.length; at += 50_000) client.transport.write(bytes.subarray(at, at + 50_000));
    client.transport.loseConnection();
    expect(await server.lost).toBeInstanceOf(ConnectionDone);
    expect(server.halts).toBeGreaterThan(10);
    expect(Buffer.concat(server.chunks).equals(bytes)).toBe(true);
  });

  it("pauses a push producer when its peer is slow, and keeps memory bounded", async () => {
    const { server, client } = await pair(
      () => new Recorder(),
      () => new Recorder(),
    );
    const chunk = Buffer.alloc(16_384);
    const total = 32 * 1024 * 1024;
    let made = 0;
    let mostBuffered = 0;
    let paused = false;
    let pauses = 0;
    const { transport } = client;
    const produce = (): void => {
      while (!paused && made < total) {
        made += chunk.length;
        transport.write(chunk);
        mostBuffered = Math.max(mostBuffered, transport.bufferedBytes);
      }
      if (made >= total) transport.unregisterProducer();
    };
    transport.registerProducer(
      {
        pauseProducing: () => {
          paused = true;
          pauses += 1;
        },
        resumeProducing: () => {
          paused = false;
          produce();
        },
        stopProducing: () => undefined,
      },
      { streaming: true },
    );
    produce();
    transport.loseConnection();
    expect(await server.lost).toBeInstanceOf(ConnectionDone);
    expect(server.byteCount).toBe(total);
    expect(pauses).toBeGreaterThan(0);
    expect(mostBuffered).toBeLessThan(200_000);
  });

  it("asks a pull producer for one piece after the other", async () => {
    const { server, client } = await pair(
      () => new Recorder(),
      () => new Recorder(),
    );
    let left = 500;
    client.transport.registerProducer(
      {
        resumeProducing: () => {
          if (left === 0) client.transport.unregisterProducer();
          else client.transport.write(Buffer.alloc(10_000, left--));
        },
        stopProducing: () => undefined,
      },
      { streaming: false },
    );
    client.transport.loseConnection();
    expect(await server.lost).toBeInstanceOf(ConnectionDone);
    expect(server.byteCount).toBe(5_000_000);
  });

  it("stops a producer whose connection is gone", async () => {
    const { server, client } = await pair(
      () => new Recorder(),
      () => new Recorder(),
    );
    const stopped = new Promise<void>((resolve) => {
      client.transport.registerProducer(
        { pauseProducing: () => undefined, resumeProducing: () => undefined, stopProducing: resolve },
        { streaming: true },
      );
    });
    server.transport.abortConnection();
    await stopped;
  });

  it("fails with ConnectionRefusedError where nobody listens", async () => {
    const port = await reactor.listenTCP(0, recorders(), loopback);
    const number = portNumber(port);
    await port.stopListening();
    const factory = recorders();
    const failure = await reactor.connectTCP("127.0.0.1", number, factory).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConnectionRefusedError);
    expect((failure as Error).message).toContain(`127.0.0.1:${String(number)}`);
    expect(factory.stopped).toBe(1);
  });

  it("fails with one clear line where the port is in use", async () => {
    const port = stopLater(await reactor.listenTCP(0, recorders(), loopback));
    const failure = await reactor.listenTCP(portNumber(port), recorders(), loopback).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(CannotListenError);
    expect((failure as Error).message).toMatch(/^Cannot listen on 127\.0\.0\.1:\d+: the address is in use/);
  });

  it("frees its port while connections stay open", async () => {
    const factory = new RecordingFactory(() => new Echo());
    const port = await reactor.listenTCP(0, factory, loopback);
    const client = await reactor.connectTCP("127.0.0.1", portNumber(port), recorders());
    await factory.first();
    await Promise.all([port.stopListening(), port.stopListening()]);
    const again = await reactor.listenTCP(portNumber(port), recorders(), loopback);
    await again.stopListening();
    client.transport.write("still here");
    await client.receives("still here");
    expect(port.connections.size).toBe(1);
    expect(factory.stopped).toBe(1);
    client.transport.loseConnection();
    await client.lost;
    await (
      await factory.first()
    ).lost;
    expect(port.connections.size).toBe(0);
  });

  it("lets go of a client's factory when its connection ends", async () => {
    const port = stopLater(await reactor.listenTCP(0, recorders(), loopback));
    const factory = recorders();
    const client = await reactor.connectTCP("127.0.0.1", portNumber(port), factory);
    expect([factory.started, factory.stopped]).toEqual([1, 0]);
    client.transport.abortConnection();
    await client.lost;
    expect([factory.started, factory.stopped]).toEqual([1, 1]);
  });

  it("closes a connection that the server's factory refuses", async () => {
    const port = stopLater(
      await reactor.listenTCP(
        0,
        Factory.from(() => undefined),
        loopback,
      ),
    );
    const client = await reactor.connectTCP("127.0.0.1", portNumber(port), recorders());
    await client.lost;
    expect(port.connections.size).toBe(0);
  });

  it("tells once of a connection that a policy refuses", async () => {
    const port = stopLater(
      await reactor.listenTCP(0, new HAProxyWrappingFactory(recorders(), { trusted: [] }), loopback),
    );
    const reasons: unknown[] = [];
    const listener = (message: unknown): void => {
      reasons.push(Reflect.get(Object(message), "reason"));
    };
    subscribe("twist:connection:refused", listener);
    try {
      const client = await reactor.connectTCP("127.0.0.1", portNumber(port), recorders());
      await client.lost;
    } finally {
      unsubscribe("twist:connection:refused", listener);
    }
    expect(reasons).toEqual(["not a trusted proxy"]);
  });

  it("fails where the client's factory refuses", async () => {
    const port = stopLater(await reactor.listenTCP(0, recorders(), loopback));
    const failure = reactor.connectTCP(
      "127.0.0.1",
      portNumber(port),
      Factory.from(() => undefined),
    );
    await expect(failure).rejects.toBeInstanceOf(ConnectError);
  });

  it("gives up connecting when it is cancelled or its signal aborts", async () => {
    const port = stopLater(await reactor.listenTCP(0, recorders(), loopback));
    const factory = recorders();
    const cancelled = reactor.connectTCP("127.0.0.1", portNumber(port), factory);
    cancelled.cancel();
    await expect(cancelled).rejects.toBeInstanceOf(CancelledError);
    const reason = new Error("no longer wanted");
    const aborted = reactor.connectTCP("127.0.0.1", portNumber(port), factory, { signal: AbortSignal.abort(reason) });
    await expect(aborted).rejects.toBe(reason);
    expect(factory.built).toHaveLength(0);
    expect(factory.stopped).toBe(2);
  });

  it("refuses names and impossible ports at the call", () => {
    expect(() => reactor.connectTCP("localhost", 80, recorders())).toThrow(TypeError);
    expect(() => reactor.connectTCP("127.0.0.1", 65_536, recorders())).toThrow(RangeError);
    expect(() => reactor.listenTCP(-1, recorders())).toThrow(RangeError);
    expect(() => reactor.listenTCP(0, recorders(), { interface: "localhost" })).toThrow(TypeError);
  });

  it("hands the wire to another protocol, with what was left over", async () => {
    const { server, client } = await pair(
      () => new Recorder(),
      () => new Recorder(),
    );
    const next = new Recorder();
    server.transport.switchProtocol(next, Buffer.from("left "));
    client.transport.write("over");
    await next.receives("left over");
    client.transport.loseConnection();
    await next.lost;
    expect(server.events).toEqual(["connectionMade"]);
  });
});
