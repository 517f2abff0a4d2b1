import { Socket } from "node:net";
import { Duplex, PassThrough, Readable } from "node:stream";
import { describe, expect, it } from "@jest/globals";
import { NodeReactor } from "../../../src/reactor/node/node-reactor.js";
import { ConnectionAborted, ConnectionDone, ConnectionLost } from "../../../src/transport/connection-errors.js";
import { HalfCloseRecorder, Recorder } from "./recorder.js";

const reactor = new NodeReactor();

/** A stream that notes each write that reaches it, and takes its time when it is told to. */
class Sink extends Duplex {
  readonly writes: string[] = [];
  held: (() => void) | undefined = undefined;
  hold = false;

  constructor(highWaterMark = 1000) {
    super({ highWaterMark, allowHalfOpen: true });
  }

  override _read(): void {
    // The test pushes.
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#take([chunk], done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this.#take(
      chunks.map(({ chunk }) => chunk),
      done,
    );
  }

  #take(chunks: Buffer[], done: () => void): void {
    this.writes.push(Buffer.concat(chunks).toString("latin1"));
    if (this.hold) this.held = done;
    else done();
  }
}

const turn = (): Promise<void> => new Promise(setImmediate);

describe("StreamConnection", () => {
  it("hands over what is written during dataReceived as one write, when it returns", async () => {
    class Chatty extends Recorder {
      override dataReceived(): void {
        for (const word of ["a", "b", "c"]) this.transport.write(word);
        this.transport.writeSequence(["d", Buffer.from("e")]);
        expect(sink.writes).toEqual([]);
        expect(this.transport.bufferedBytes).toBe(5);
      }
    }
    const sink = new Sink();
    const protocol = reactor.connectDuplex(sink, new Chatty());
    sink.push("go");
    await turn();
    expect(sink.writes).toEqual(["abcde"]);
    expect(protocol.transport.bufferedBytes).toBe(0);
  });

  it("hands over what is written at other times as one write, at the end of the turn", async () => {
    const sink = new Sink();
    const { transport } = reactor.connectDuplex(sink, new Recorder());
    transport.write("é", "latin1");
    transport.write("é");
    await Promise.resolve();
    transport.write("c");
    expect(sink.writes).toEqual([]);
    await turn();
    expect(sink.writes).toEqual(["\xe9\xc3\xa9c"]);
  });

  it("writes large amounts gathered, and not copied, in order", async () => {
    const sink = new Sink(10_000_000);
    const { transport } = reactor.connectDuplex(sink, new Recorder());
    transport.writeSequence(["x", "y".repeat(70_000), "z"]);
    await turn();
    expect(sink.writes.join("")).toBe(`x${"y".repeat(70_000)}z`);
  });

  it("does nothing with an empty write", async () => {
    const sink = new Sink();
    const { transport } = reactor.connectDuplex(sink, new Recorder());
    expect(transport.write("")).toBe(true);
    await turn();
    expect(sink.writes).toEqual([]);
  });

  it("waits for the peer to close too, save for one that is known to be done", async () => {
    const waiting = new Sink();
    const patient = reactor.connectDuplex(waiting, new Recorder());
    patient.transport.write("bye");
    patient.transport.loseConnection();
    const sink = new Sink();
    const hasty = reactor.connectDuplex(sink, new Recorder());
    hasty.transport.write("bye");
    hasty.transport.loseConnection({ peerIsDone: true });
    await turn();
    expect(sink.writes).toEqual(["bye"]);
    expect(hasty.events).toContain("connectionLost");
    expect(await hasty.lost).toBeInstanceOf(ConnectionDone);
    expect(patient.events).not.toContain("connectionLost");
    waiting.push(null);
    expect(await patient.lost).toBeInstanceOf(ConnectionDone);
  });

  it("says when there is more than enough, and resumes a producer once all has gone out", async () => {
    const sink = new Sink(100);
    sink.hold = true;
    const { transport } = reactor.connectDuplex(sink, new Recorder());
    const calls: string[] = [];
    transport.registerProducer(
      {
        pauseProducing: () => calls.push("pause"),
        resumeProducing: () => calls.push("resume"),
        stopProducing: () => calls.push("stop"),
      },
      { streaming: true },
    );
    expect(transport.write("x".repeat(99))).toBe(true);
    expect(transport.write("x")).toBe(false);
    expect(transport.write("x")).toBe(false);
    await turn();
    expect(calls).toEqual(["pause"]);
    expect(transport.bufferedBytes).toBe(101);
    sink.held?.();
    await turn();
    expect(calls).toEqual(["pause", "resume"]);
    transport.abortConnection();
    await turn();
    expect(calls).toEqual(["pause", "resume", "stop"]);
  });

  it("waits with the end of its direction until a producer is done", async () => {
    const sink = new Sink();
    const { transport } = reactor.connectDuplex(sink, new Recorder());
    transport.registerProducer(
      { pauseProducing: () => undefined, resumeProducing: () => undefined, stopProducing: () => undefined },
      { streaming: true },
    );
    transport.loseWriteConnection();
    transport.write("the rest");
    await turn();
    expect(sink.writableEnded).toBe(false);
    transport.unregisterProducer();
    await turn();
    expect(sink.writableEnded).toBe(true);
    expect(sink.writes).toEqual(["the rest"]);
    expect(transport.connected).toBe(true);
    transport.abortConnection();
  });

  it("holds what comes while reading is paused", async () => {
    const stream = new PassThrough();
    const protocol = reactor.connectDuplex(stream, new Recorder());
    protocol.transport.pauseReading();
    stream.push("later");
    await turn();
    expect(protocol.byteCount).toBe(0);
    protocol.transport.resumeReading();
    await protocol.receives("later");
    protocol.transport.abortConnection();
  });

  it("reads a socket that hands over its data in another way than by pushing them", async () => {
    const socket = new Socket();
    const protocol = reactor.connectDuplex(socket, new Recorder());
    socket.emit("data", Buffer.from("first "));
    socket.push(Buffer.from("second "));
    // This one waits for the next tick, and what comes behind it must not overtake it.
    Readable.prototype.push.call(socket, Buffer.from("third "));
    socket.push(Buffer.from("fourth "));
    await protocol.receives("first second third fourth ");
    protocol.transport.pauseReading();
    socket.push(Buffer.from("fifth"));
    await turn();
    expect(protocol.text).toBe("first second third fourth ");
    protocol.transport.resumeReading();
    await protocol.receives("fourth fifth");
    protocol.transport.abortConnection();
  });

  it("closes in good order when the peer does, or tells a protocol that wants to go on", async () => {
    const closing = reactor.connectDuplex(new Sink(), new Recorder());
    const sink = new Sink();
    const going = reactor.connectDuplex(sink, new HalfCloseRecorder());
    sink.push(null);
    await going.hears("readConnectionLost");
    expect(going.transport.disconnecting).toBe(false);
    going.transport.loseConnection();
    expect(await going.lost).toBeInstanceOf(ConnectionDone);
    closing.transport.abortConnection();
    expect(await closing.lost).toBeInstanceOf(ConnectionAborted);
  });

  it("hears nothing of what comes after loseConnection", async () => {
    const sink = new Sink();
    const protocol = reactor.connectDuplex(sink, new HalfCloseRecorder());
    protocol.transport.loseConnection();
    sink.push("too late");
    sink.push(null);
    expect(await protocol.lost).toBeInstanceOf(ConnectionDone);
    expect(protocol.events).toEqual(["connectionMade", "connectionLost"]);
  });

  it("says ConnectionLost where the stream fails, or goes without a word", async () => {
    const [failing, vanishing] = [new Sink(), new Sink()];
    const [one, two] = [
      reactor.connectDuplex(failing, new Recorder()),
      reactor.connectDuplex(vanishing, new Recorder()),
    ];
    const cause = new Error("broken pipe");
    failing.destroy(cause);
    vanishing.destroy();
    expect(await one.lost).toMatchObject({ code: "CONNECTION_LOST", cause });
    const lost = await two.lost;
    expect(lost).toBeInstanceOf(ConnectionLost);
    expect(lost).not.toBeInstanceOf(ConnectionAborted);
  });

  it("takes the addresses that it is given, and refuses streams of objects", () => {
    const peer = { type: "memory", name: "far" } as const;
    const protocol = reactor.connectDuplex(new Sink(), new Recorder(), { peer });
    expect([protocol.transport.peer, protocol.transport.host]).toEqual([peer, peer]);
    expect(protocol.transport.clock).toBe(reactor);
    protocol.transport.abortConnection();
    expect(() => reactor.connectDuplex(new PassThrough({ objectMode: true }), new Recorder())).toThrow(TypeError);
  });
});
