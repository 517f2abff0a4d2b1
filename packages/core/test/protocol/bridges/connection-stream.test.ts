import { describe, expect, it } from "@jest/globals";
import { ConnectionStream } from "../../../src/protocol/bridges/connection-stream.js";
import { ConnectionDone, ConnectionLost } from "../../../src/transport/connection-errors.js";
import { ConnectedPair } from "../../../src/testing/connected-pair.js";
import { HalfCloseRecorder, Recorder } from "../../reactor/node/recorder.js";
import { pumpedPair, turns } from "./pumped-pair.js";

function start<F extends Recorder>(
  far: F,
  pair: ConnectedPair,
  stream = new ConnectionStream(),
): { stream: ConnectionStream; far: F } {
  pair.server.start(far);
  pair.client.start(stream);
  return { stream, far };
}

describe("ConnectionStream", () => {
  it("loops over what comes, until the peer closes its direction", async () => {
    const { stream, far } = start(new HalfCloseRecorder(), pumpedPair({ chunkSize: 3 }));
    await stream.write("question");
    stream.end();
    await far.hears("readConnectionLost");
    expect(far.text).toBe("question");
    far.transport.write("the answer");
    far.transport.loseConnection();
    let text = "";
    for await (const chunk of stream) text += String(chunk);
    expect(text).toBe("the answer");
    await stream.close();
  });

  it("closes the connection when the loop is left", async () => {
    const { stream, far } = start(new Recorder(), pumpedPair());
    far.transport.write("one");
    for await (const chunk of stream) {
      expect(String(chunk)).toBe("one");
      break;
    }
    expect(await far.lost).toBeInstanceOf(ConnectionDone);
    await expect(stream.write("x")).rejects.toBeInstanceOf(ConnectionDone);
  });

  it("throws out of the loop, and out of a write that waits, where the connection breaks", async () => {
    const pair = new ConnectedPair({ highWaterMark: 10 });
    const { stream } = start(new Recorder(), pair);
    const waiting = stream.write("more than there is room for");
    pair.cut();
    await expect(waiting).rejects.toBeInstanceOf(ConnectionLost);
    const loop = async (): Promise<void> => {
      for await (const _ of stream) throw new Error("nothing was sent");
    };
    await expect(loop()).rejects.toBeInstanceOf(ConnectionLost);
  });

  it("gives what has come before the connection broke", async () => {
    const { stream, far } = start(new Recorder(), pumpedPair());
    far.transport.write("last words");
    await turns();
    await turns();
    far.transport.abortConnection();
    const iterator = stream[Symbol.asyncIterator]();
    expect(String((await iterator.next()).value)).toBe("last words");
    await expect(iterator.next()).rejects.toBeInstanceOf(ConnectionLost);
  });

  it("slows the peer down while the loop is behind", async () => {
    const { stream, far } = start(
      new Recorder(),
      pumpedPair({ highWaterMark: 1000, chunkSize: 1000 }),
      new ConnectionStream({ maxBufferedBytes: 2000 }),
    );
    far.transport.write(Buffer.alloc(50_000));
    await turns(20);
    expect(far.transport.bufferedBytes).toBeGreaterThan(40_000);
    far.transport.loseConnection();
    let length = 0;
    for await (const chunk of stream) length += chunk.length;
    expect(length).toBe(50_000);
  });

  it("lets a write wait until there is room", async () => {
    const { stream, far } = start(new Recorder(), pumpedPair({ highWaterMark: 1000, chunkSize: 100 }));
    await stream.write(Buffer.alloc(5000));
    expect(stream.transport.bufferedBytes).toBeLessThan(1000);
    await far.until(() => far.byteCount === 5000);
    await using other = stream;
    expect(other).toBe(stream);
  });

  it("takes one loop at a time", async () => {
    const { stream } = start(new Recorder(), pumpedPair());
    const [one, two] = [stream[Symbol.asyncIterator](), stream[Symbol.asyncIterator]()];
    const first = one.next();
    await expect(two.next()).rejects.toBeInstanceOf(TypeError);
    stream.abort();
    await expect(first).rejects.toBeInstanceOf(ConnectionLost);
  });
});
