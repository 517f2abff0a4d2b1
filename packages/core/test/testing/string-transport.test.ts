import { describe, expect, it } from "@jest/globals";

import { Protocol } from "../../src/protocol/protocol.js";
import { ConnectionAborted, ConnectionDone, type ConnectionEnd } from "../../src/transport/connection-errors.js";
import { StringTransport } from "../../src/testing/string-transport.js";

class Recorder extends Protocol {
  readonly seen: string[] = [];
  reason: ConnectionEnd | undefined;

  override connectionMade(): void {
    this.seen.push("made");
    this.transport.write("hello\r\n");
  }

  override dataReceived(data: Buffer): void {
    this.seen.push(data.toString());
    if (data.toString() === "throw") throw new Error("thrown");
  }

  override connectionLost(reason: ConnectionEnd): void {
    this.reason = reason;
    this.seen.push("lost");
  }
}

describe("StringTransport", () => {
  it("records what is written, until it is cleared", () => {
    const transport = new StringTransport();
    const protocol = new Recorder();
    protocol.makeConnection(transport);
    transport.writeSequence(["a", Buffer.from("b")]);
    transport.write("é", "latin1");
    expect(transport.takeText("latin1")).toBe("hello\r\nabé");
    expect(transport.value()).toHaveLength(0);
  });

  it("plays the peer: bytes, the end of its direction, the end of all", () => {
    const transport = new StringTransport();
    const protocol = new Recorder();
    transport.start(protocol);
    transport.deliver("one");
    transport.deliverEnd();
    expect(transport.disconnecting).toBe(true);
    expect(transport.disconnected).toBe(true);
    transport.end();
    transport.end();
    expect(protocol.seen).toEqual(["made", "one", "lost"]);
    expect(protocol.reason).toBeInstanceOf(ConnectionDone);
    expect(transport.write("late")).toBe(false);
    expect(transport.text()).toBe("hello\r\n");
  });

  it("says so where it is to deliver to a protocol that it doesn't know", () => {
    const transport = new StringTransport();
    new Recorder().makeConnection(transport);
    expect(() => {
      transport.deliver("lost");
    }).toThrow(/start\(protocol\)/);
  });

  it("keeps the reason of an abort and ends with it", () => {
    const transport = new StringTransport();
    const protocol = new Recorder();
    transport.start(protocol);
    const why = new Error("why");
    transport.abortConnection(why);
    expect(transport.aborted).toBeInstanceOf(ConnectionAborted);
    transport.end();
    expect(protocol.reason?.cause).toBe(why);
  });

  it("pauses a push producer when it is full and resumes it when drained", () => {
    const transport = new StringTransport();
    const seen: string[] = [];
    const producer = {
      pauseProducing: () => seen.push("pause"),
      resumeProducing: () => seen.push("resume"),
      stopProducing: () => seen.push("stop"),
    };
    transport.registerProducer(producer, { streaming: true });
    expect(transport.producer).toBe(producer);
    expect(transport.streaming).toBe(true);
    transport.full = true;
    expect(transport.write("x")).toBe(false);
    transport.drain();
    transport.loseConnection();
    expect(transport.disconnected).toBe(false);
    transport.unregisterProducer();
    expect(transport.disconnected).toBe(true);
    expect(transport.producer).toBeUndefined();
    expect(seen).toEqual(["pause", "resume"]);
  });

  it("records startTLS, and takes bytes that came before it for an attack", () => {
    const transport = new StringTransport();
    transport.start(new Recorder());
    transport.startTLS({ role: "client" });
    expect(transport.tlsStarted).toEqual([{ role: "client" }]);
    transport.startTLS({ role: "client" }, Buffer.from("EHLO"));
    expect(transport.tlsStarted).toHaveLength(1);
    expect(transport.aborted).toBeInstanceOf(ConnectionAborted);
  });

  it("notes pausing and half-closing", () => {
    const transport = new StringTransport();
    transport.pauseReading();
    expect(transport.readingPaused).toBe(true);
    transport.resumeReading();
    expect(transport.readingPaused).toBe(false);
    transport.loseWriteConnection();
    expect(transport.writeClosed).toBe(true);
    expect(transport.write("late")).toBe(false);
  });
});
