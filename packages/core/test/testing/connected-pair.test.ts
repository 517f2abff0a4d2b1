import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { Deferred } from "../../src/deferred/deferred.js";
import { logPublisher, type LogEvent } from "../../src/logging/log-publisher.js";
import { Protocol } from "../../src/protocol/protocol.js";
import {
  ConnectionAborted,
  ConnectionDone,
  ConnectionLost,
  type ConnectionEnd,
} from "../../src/transport/connection-errors.js";
import { connectedPair } from "../../src/testing/connected-pair.js";

class Recorder extends Protocol {
  readonly chunks: string[] = [];
  readonly ends: ConnectionEnd[] = [];

  get text(): string {
    return this.chunks.join("");
  }

  override dataReceived(data: Buffer): void {
    this.chunks.push(data.toString("latin1"));
  }

  override connectionLost(reason: ConnectionEnd): void {
    this.ends.push(reason);
  }
}

class HalfCloser extends Recorder {
  readEnds = 0;

  override readConnectionLost(): void {
    this.readEnds += 1;
  }
}

class Echo extends Recorder {
  override dataReceived(data: Buffer): void {
    super.dataReceived(data);
    this.transport.write(data);
  }
}

describe("connectedPair", () => {
  const logged: LogEvent[] = [];
  let stopListening: () => void;

  beforeEach(() => {
    logged.length = 0;
    stopListening = logPublisher.addObserver((event) => logged.push(event));
  });

  afterEach(() => {
    stopListening();
  });

  it("moves nothing before it is pumped, and one leg of the way with each pump", () => {
    const client = new Recorder();
    const server = new Echo();
    const pair = connectedPair(server, client);
    client.transport.write("hello");
    expect(server.text).toBe("");
    expect(pair.pump()).toBe(true);
    expect([server.text, client.text]).toEqual(["hello", ""]);
    pair.pump();
    expect(client.text).toBe("hello");
    expect(pair.pump()).toBe(false);
  });

  it("joins what was written in one turn into one chunk", () => {
    const client = new Recorder();
    const server = new Recorder();
    const pair = connectedPair(server, client);
    client.transport.write("a");
    client.transport.writeSequence(["b", "c"]);
    pair.flush();
    expect(server.chunks).toEqual(["abc"]);
  });

  it("cuts into chunks of the size asked for", () => {
    const client = new Recorder();
    const server = new Recorder();
    const pair = connectedPair(server, client, { chunkSize: 2 });
    client.transport.write("abcde");
    pair.flush();
    expect(server.chunks).toEqual(["ab", "cd", "e"]);
  });

  it("cuts at random in the same way for the same seed", () => {
    const cuts = (seed: number): number[] => {
      const client = new Recorder();
      const server = new Recorder();
      const pair = connectedPair(server, client, { seed, chunkSize: 20 });
      client.transport.write("x".repeat(500));
      pair.flush();
      expect(server.text).toHaveLength(500);
      return server.chunks.map((chunk) => chunk.length);
    };
    expect(cuts(3)).toEqual(cuts(3));
    expect(cuts(3)).not.toEqual(cuts(4));
  });

  it("ends both sides in good order after everything has gone out", () => {
    const client = new Recorder();
    const server = new Recorder();
    const pair = connectedPair(server, client, { chunkSize: 1 });
    client.transport.write("bye");
    client.transport.loseConnection();
    client.transport.write("dropped");
    pair.flush();
    expect(server.text).toBe("bye");
    expect(pair.connected).toBe(false);
    for (const protocol of [client, server]) expect(protocol.ends).toEqual([expect.any(ConnectionDone)]);
  });

  it("tells a half-close to a protocol that asks for it, and lets it go on writing", () => {
    const client = new HalfCloser();
    const server = new HalfCloser();
    const pair = connectedPair(server, client);
    client.transport.loseWriteConnection();
    pair.flush();
    expect(server.readEnds).toBe(1);
    server.transport.write("still here");
    pair.flush();
    expect(client.text).toBe("still here");
    expect(client.ends).toEqual([]);
    server.transport.loseConnection();
    pair.flush();
    for (const protocol of [client, server]) expect(protocol.ends).toEqual([expect.any(ConnectionDone)]);
  });

  it("aborts one side, not before the call has returned, and resets the other", () => {
    const client = new Recorder();
    const server = new Recorder();
    const pair = connectedPair(server, client);
    client.transport.write("lost");
    client.transport.abortConnection(new Error("enough"));
    expect(client.ends).toEqual([]);
    pair.flush();
    expect(server.text).toBe("");
    expect(client.ends).toEqual([expect.any(ConnectionAborted)]);
    expect(server.ends).toEqual([expect.any(ConnectionLost)]);
    expect(server.ends[0]).not.toBeInstanceOf(ConnectionAborted);
  });

  it("cuts the wire under both", () => {
    const client = new Recorder();
    const server = new Recorder();
    const pair = connectedPair(server, client);
    client.transport.write("lost");
    pair.cut();
    expect(pair.pump()).toBe(false);
    for (const protocol of [client, server]) expect(protocol.ends).toEqual([expect.any(ConnectionLost)]);
    expect(server.text).toBe("");
  });

  it("drops what comes to a side that has closed, waits a while for the other to close too, then resets who still writes", () => {
    const client = new HalfCloser();
    const server = new Recorder();
    const pair = connectedPair(server, client);
    server.transport.loseConnection();
    pair.flush();
    expect(client.readEnds).toBe(1);
    client.transport.write("anybody?");
    pair.advance(4_999);
    expect([server.text, server.ends.length, client.ends.length]).toEqual(["", 0, 0]);
    pair.advance(1);
    expect(server.ends).toEqual([expect.any(ConnectionDone)]);
    client.transport.write("anybody?");
    pair.flush();
    expect(client.ends).toEqual([expect.any(ConnectionLost)]);
  });

  it("holds back what comes while reading is paused, so that the writer's buffer fills up", () => {
    const client = new Recorder();
    const server = new Recorder();
    const pair = connectedPair(server, client, { highWaterMark: 10 });
    server.transport.pauseReading();
    expect(client.transport.write("123456789")).toBe(true);
    pair.flush();
    expect(client.transport.write("0")).toBe(false);
    expect(client.transport.bufferedBytes).toBe(10);
    server.transport.resumeReading();
    pair.flush();
    expect(server.text).toBe("1234567890");
    expect(client.transport.bufferedBytes).toBe(0);
    expect(client.transport.write("x")).toBe(true);
  });

  it("pauses and resumes a push producer", () => {
    const client = new Recorder();
    const server = new Recorder();
    const pair = connectedPair(server, client, { highWaterMark: 4 });
    const seen: string[] = [];
    client.transport.registerProducer(
      {
        pauseProducing: () => seen.push("pause"),
        resumeProducing: () => seen.push("resume"),
        stopProducing: () => seen.push("stop"),
      },
      { streaming: true },
    );
    client.transport.write("12345");
    pair.flush();
    pair.cut();
    expect(seen).toEqual(["pause", "resume", "stop"]);
  });

  it("aborts the connection of a protocol that throws, and logs it", () => {
    class Thrower extends Recorder {
      override dataReceived(): void {
        throw new Error("thrown");
      }
    }
    const client = new Recorder();
    const server = new Thrower();
    const pair = connectedPair(server, client);
    client.transport.write("x");
    pair.flush();
    expect(logged).toHaveLength(1);
    expect(server.ends).toEqual([expect.any(ConnectionAborted)]);
    expect(client.ends).toEqual([expect.any(ConnectionLost)]);
  });

  it("advances the clock that both ends share, and moves bytes between one call and the next", () => {
    const client = new Recorder();
    const server = new Echo();
    const pair = connectedPair(server, client);
    const seen: string[] = [];
    pair.clock.callLater(10, () => client.transport.write("tick"));
    pair.clock.callLater(11, () => seen.push(client.text));
    pair.advance(20);
    expect(seen).toEqual(["tick"]);
    expect(client.transport.clock).toBe(server.transport.clock);
    expect(pair.clock.now()).toBe(20);
  });

  it("goes on while promises make something move, when flushed asynchronously", async () => {
    class Slow extends Recorder {
      override dataReceived(data: Buffer): void {
        void this.#answer(data);
      }

      async #answer(data: Buffer): Promise<void> {
        await Promise.resolve();
        const later = new Deferred<void>();
        this.transport.clock.callLater(5, () => {
          later.callback(undefined);
        });
        await later;
        this.transport.write(data);
      }
    }
    const client = new Recorder();
    const pair = connectedPair(new Slow(), client);
    client.transport.write("x");
    await pair.flushAsync();
    expect(client.text).toBe("");
    await pair.advanceAsync(5);
    expect(client.text).toBe("x");
  });

  it("refuses to pump for ever", () => {
    const client = new Echo();
    const pair = connectedPair(new Echo(), client);
    client.transport.write("ping");
    expect(() => {
      pair.flush();
    }).toThrow(/do not stop talking/);
  });

  it("refuses chunks without a byte", () => {
    expect(() => connectedPair(new Echo(), new Echo(), { chunkSize: 0 })).toThrow(RangeError);
  });
});
