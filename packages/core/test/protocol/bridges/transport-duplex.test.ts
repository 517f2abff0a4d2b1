import { once } from "node:events";
import http2 from "node:http2";
import { pipeline } from "node:stream/promises";
import { Readable } from "node:stream";
import { describe, expect, it } from "@jest/globals";
import { TransportDuplex } from "../../../src/protocol/bridges/transport-duplex.js";
import { ConnectionAborted } from "../../../src/transport/connection-errors.js";
import { HalfCloseRecorder, Recorder } from "../../reactor/node/recorder.js";
import { pumpedPair, turns } from "./pumped-pair.js";

async function all(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

describe("TransportDuplex", () => {
  it("is a stream over a transport, both ways", async () => {
    const pair = pumpedPair();
    const duplex = new TransportDuplex();
    const far = new HalfCloseRecorder();
    duplex.write("before there is a transport, ");
    pair.server.start(far);
    pair.client.start(duplex);
    duplex.end("after");
    await far.hears("readConnectionLost");
    expect(far.text).toBe("before there is a transport, after");
    far.transport.write("answer");
    far.transport.loseConnection();
    expect(String(await all(duplex))).toBe("answer");
    expect(duplex.destroyed).toBe(true);
  });

  it("holds back who writes while the transport has enough, and slows the peer down while nobody reads", async () => {
    const pair = pumpedPair({ highWaterMark: 1000, chunkSize: 500 });
    const [left, right] = [new TransportDuplex(), new TransportDuplex()];
    pair.client.start(left);
    pair.server.start(right);
    let made = 0;
    const source = Readable.from(
      (function* () {
        for (; made < 2000; made++) yield Buffer.alloc(1000, made);
      })(),
      { objectMode: false },
    );
    const written = pipeline(source, left, { end: true });
    await turns(200);
    expect(made).toBeLessThan(300);
    expect(right.readableLength).toBeLessThan(100_000);
    const received = all(right);
    right.end();
    await written;
    expect(await received).toHaveLength(2_000_000);
  });

  it("fails with the transport's error, and aborts the transport when it is destroyed with one", async () => {
    const pair = pumpedPair();
    const duplex = new TransportDuplex();
    const far = new Recorder();
    pair.client.start(duplex);
    pair.server.start(far);
    far.transport.abortConnection();
    const [error] = (await once(duplex, "error")) as [Error & { code: string }];
    expect(error.code).toBe("CONNECTION_LOST");

    const other = pumpedPair();
    const destroyed = new TransportDuplex();
    const near = new Recorder();
    other.client.start(near);
    near.transport.switchProtocol(destroyed);
    const peer = new Recorder();
    other.server.start(peer);
    destroyed.on("error", () => undefined);
    destroyed.destroy(new Error("enough"));
    expect(await peer.lost).not.toBeInstanceOf(ConnectionAborted);
    expect(destroyed.destroyed).toBe(true);
  });

  it("closes the transport when it is destroyed, also before it has one", async () => {
    const pair = pumpedPair();
    const duplex = new TransportDuplex();
    duplex.destroy();
    const far = new Recorder();
    pair.server.start(far);
    pair.client.start(duplex);
    await far.lost;
    expect(pair.client.connected).toBe(false);
  });

  it("carries HTTP/2 of Node's own", async () => {
    const pair = pumpedPair();
    const [near, far] = [new TransportDuplex(), new TransportDuplex()];
    pair.client.start(near);
    pair.server.start(far);
    const server = http2.createServer((request, response) => {
      response.end(`you asked for ${request.url}`);
    });
    server.emit("connection", far);
    const session = http2.connect("http://memory.test", { createConnection: () => near });
    const request = session.request({ ":path": "/hello" });
    request.end();
    expect(String(await all(request))).toBe("you asked for /hello");
    session.close();
    await once(session, "close");
    server.close();
  });
});
