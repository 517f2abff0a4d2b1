import { TransformStream } from "node:stream/web";
import { describe, expect, it } from "@jest/globals";
import { WebStreamConnection, type WebStreamPair } from "../../../src/protocol/bridges/web-stream-connection.js";
import { WebStreams } from "../../../src/protocol/bridges/web-streams.js";
import { Clock } from "../../../src/reactor/clock.js";
import { ConnectionAborted, ConnectionDone, ConnectionLost } from "../../../src/transport/connection-errors.js";
import { HalfCloseRecorder, Recorder } from "../../reactor/node/recorder.js";
import { pumpedPair, turns } from "./pumped-pair.js";

describe("WebStreams", () => {
  it("are the two directions of a connection", async () => {
    const pair = pumpedPair();
    const [streams, far] = [new WebStreams(), new HalfCloseRecorder()];
    pair.server.start(far);
    pair.client.start(streams);
    const writer = streams.writable.getWriter();
    await writer.write(Buffer.from("question"));
    await writer.close();
    await far.hears("readConnectionLost");
    expect(far.text).toBe("question");
    far.transport.write("answer");
    far.transport.loseConnection();
    let text = "";
    for await (const chunk of streams.readable) text += String(Buffer.from(chunk));
    expect(text).toBe("answer");
    await far.lost;
    expect(pair.client.connected).toBe(false);
  });

  it("hold back who writes, and slow the peer down while nobody reads", async () => {
    const pair = pumpedPair({ highWaterMark: 1000, chunkSize: 1000 });
    const [left, right] = [new WebStreams(), new WebStreams()];
    pair.client.start(left);
    pair.server.start(right);
    const writer = left.writable.getWriter();
    let written = 0;
    const writing = (async () => {
      for (; written < 2000; written++) await writer.write(Buffer.alloc(1000));
      await writer.close();
    })();
    await turns(300);
    expect(written).toBeLessThan(150);
    let length = 0;
    for await (const chunk of right.readable) length += chunk.length;
    await writing;
    expect(length).toBe(2_000_000);
  });

  it("fail with the reason where the connection breaks", async () => {
    const pair = pumpedPair();
    const [streams, far] = [new WebStreams(), new Recorder()];
    pair.server.start(far);
    pair.client.start(streams);
    const reader = streams.readable.getReader();
    const writer = streams.writable.getWriter();
    const [read, closed] = [reader.read(), writer.closed];
    far.transport.abortConnection();
    await expect(read).rejects.toBeInstanceOf(ConnectionLost);
    await expect(closed).rejects.toBeInstanceOf(ConnectionLost);
  });

  it("abort the connection, and drop what is not wanted", async () => {
    const pair = pumpedPair();
    const [streams, far] = [new WebStreams(), new Recorder()];
    pair.server.start(far);
    pair.client.start(streams);
    await streams.readable.cancel();
    far.transport.write("not wanted");
    await turns();
    await streams.writable.abort(new Error("enough"));
    expect(await far.lost).toBeInstanceOf(ConnectionLost);
  });

  it("close the connection once both are over", async () => {
    const pair = pumpedPair();
    const [streams, far] = [new WebStreams(), new HalfCloseRecorder()];
    pair.server.start(far);
    pair.client.start(streams);
    await streams.readable.cancel();
    await streams.writable.close();
    await far.hears("readConnectionLost");
    far.transport.loseConnection();
    expect(await far.lost).toBeInstanceOf(ConnectionDone);
  });
});

/** Two ends that are joined by Web Streams. */
function joined(): { near: WebStreamConnection; far: WebStreamConnection; nearPair: WebStreamPair } {
  const there = new TransformStream<Uint8Array, Uint8Array>();
  const back = new TransformStream<Uint8Array, Uint8Array>();
  const nearPair = { readable: back.readable, writable: there.writable };
  const clock = new Clock();
  return {
    near: new WebStreamConnection(nearPair, { clock }),
    far: new WebStreamConnection({ readable: there.readable, writable: back.writable }, { clock }),
    nearPair,
  };
}

describe("WebStreamConnection", () => {
  it("is a transport over Web Streams, with half-close", async () => {
    const { near, far } = joined();
    const [client, server] = [new Recorder(), new HalfCloseRecorder()];
    near.start(client);
    far.start(server);
    near.write("hello");
    near.loseWriteConnection();
    await server.hears("readConnectionLost");
    expect(server.text).toBe("hello");
    far.write("bye");
    far.loseConnection();
    expect(await server.lost).toBeInstanceOf(ConnectionDone);
    expect(await client.lost).toBeInstanceOf(ConnectionDone);
    expect(client.text).toBe("bye");
  });

  it("aborts, and tells not before the call has returned", async () => {
    const { near, far } = joined();
    const [client, server] = [new Recorder(), new Recorder()];
    near.start(client);
    far.start(server);
    near.abortConnection();
    expect(client.events).toEqual(["connectionMade"]);
    expect(await client.lost).toBeInstanceOf(ConnectionAborted);
    expect(await server.lost).toBeInstanceOf(ConnectionLost);
  });

  it("pauses reading, and pauses a producer that makes more than goes out", async () => {
    const { near, far } = joined();
    const [client, server] = [new Recorder(), new Recorder()];
    near.start(client);
    far.start(server);
    far.pauseReading();
    const calls: string[] = [];
    near.registerProducer(
      {
        pauseProducing: () => calls.push("pause"),
        resumeProducing: () => calls.push("resume"),
        stopProducing: () => calls.push("stop"),
      },
      { streaming: true },
    );
    for (let count = 0; count < 10; count++) near.write(Buffer.alloc(10_000));
    await turns(5);
    expect(server.byteCount).toBe(0);
    expect(calls).toEqual(["pause"]);
    expect(near.bufferedBytes).toBeGreaterThan(65_536);
    far.resumeReading();
    await server.until(() => server.byteCount === 100_000);
    await turns();
    expect(calls).toEqual(["pause", "resume"]);
    near.abortConnection();
    await client.lost;
    expect(calls).toEqual(["pause", "resume", "stop"]);
  });

  it("has no TLS of its own", () => {
    expect(() => joined().near.startTLS()).toThrow(/startTLSOver/);
  });
});
