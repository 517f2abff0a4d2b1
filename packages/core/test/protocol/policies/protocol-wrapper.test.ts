import { describe, expect, it } from "@jest/globals";
import { Factory } from "../../../src/protocol/factory.js";
import { ProtocolWrapper } from "../../../src/protocol/policies/protocol-wrapper.js";
import { WrappingFactory } from "../../../src/protocol/policies/wrapping-factory.js";
import { Protocol } from "../../../src/protocol/protocol.js";
import { connectedPair } from "../../../src/testing/connected-pair.js";
import { StringTransport } from "../../../src/testing/string-transport.js";
import { ConnectionAborted } from "../../../src/transport/connection-errors.js";
import type { PushProducer } from "../../../src/transport/producer.js";
import type { TLSInfo } from "../../../src/transport/tls-options.js";
import { Recorder } from "../recorder.js";

/** Two wrappers around a recorder, on a wire. */
function wrapped(protocol: Protocol = new Recorder()): { transport: StringTransport; outer: ProtocolWrapper } {
  const transport = new StringTransport();
  const outer = new ProtocolWrapper(new ProtocolWrapper(protocol));
  transport.start(outer);
  return { transport, outer };
}

class HalfOpen extends Recorder {
  override readConnectionLost(): void {
    this.heard.push("read lost");
  }

  override finishConnection(): void {
    this.heard.push("finish");
  }
}

describe("ProtocolWrapper", () => {
  it("passes everything from the wire on to the protocol", () => {
    const protocol = new HalfOpen();
    const { transport } = wrapped(protocol);
    transport.deliver("data");
    transport.completeTLS({} as TLSInfo);
    transport.deliverEnd();
    transport.finishConnection();
    transport.end();
    expect(protocol.heard).toEqual(["made", "data", "secure", "read lost", "finish", "lost"]);
  });

  it("passes everything from the protocol on to the wire", () => {
    const protocol = new Recorder();
    const { transport } = wrapped(protocol);
    const wire = protocol.transport;
    expect(wire).not.toBe(transport);
    expect([wire.peer, wire.host, wire.clock]).toEqual([transport.peer, transport.host, transport.clock]);
    expect(wire.secure).toBeUndefined();
    expect(wire.write("ü", "latin1")).toBe(true);
    expect(wire.writeSequence(["a", Buffer.from("b")])).toBe(true);
    expect(transport.takeText("latin1")).toBe("üab");
    transport.full = true;
    expect(wire.write("more")).toBe(false);
    expect(wire.bufferedBytes).toBe(4);
    wire.pauseReading();
    expect(transport.readingPaused).toBe(true);
    wire.resumeReading();
    expect(transport.readingPaused).toBe(false);
    const producer: PushProducer = { pauseProducing() {}, resumeProducing() {}, stopProducing() {} };
    wire.registerProducer(producer, { streaming: true });
    expect(transport.producer).toBe(producer);
    wire.unregisterProducer();
    expect(transport.producer).toBeUndefined();
    wire.startTLS({ role: "client" });
    expect(transport.tlsStarted).toEqual([{ role: "client" }]);
    wire.loseWriteConnection();
    expect(transport.writeClosed).toBe(true);
    wire.loseConnection();
    expect([wire.disconnecting, wire.connected]).toEqual([true, true]);
    wire.abortConnection(new Error("because"));
    expect(transport.aborted).toBeInstanceOf(ConnectionAborted);
    transport.end();
    expect(wire.connected).toBe(false);
  });

  it("closes for a protocol that doesn't care that its peer has closed, or that the server stops", () => {
    for (const happen of ["deliverEnd", "finishConnection"] as const) {
      const { transport } = wrapped();
      transport[happen]();
      expect(transport.disconnecting).toBe(true);
    }
  });

  it("stays in place when the protocol switches, and gives the leftover to the next one only", () => {
    const first = new Recorder();
    const second = new Recorder();
    const { transport, outer } = wrapped(first);
    transport.deliver("for the first");
    first.transport.switchProtocol(second, Buffer.from("left over, "));
    expect(second.transport).not.toBe(transport);
    transport.deliver("and more");
    transport.end();
    expect(first.text).toBe("for the first");
    expect(first.heard).toEqual(["made", "data"]);
    expect(second.text).toBe("left over, and more");
    expect(second.heard).toEqual(["made", "data", "lost"]);
    expect(outer.wrapped).toHaveProperty("wrapped", first);
  });

  it("gives the leftover to who has the wire in the end, where the next protocol hands it on at once", () => {
    class HandsOn extends Recorder {
      readonly last = new Recorder();
      override connectionMade(): void {
        this.transport.switchProtocol(this.last);
      }
    }
    const first = new Recorder();
    const next = new HandsOn();
    wrapped(first);
    first.transport.switchProtocol(next, Buffer.from("leftover"));
    expect(next.heard).toEqual([]);
    expect(next.last.text).toBe("leftover");
  });

  it("gives no leftover to a protocol that has closed at once, and nothing at all once the connection is lost", () => {
    class Closes extends Recorder {
      override connectionMade(): void {
        this.transport.loseConnection();
      }
    }
    const first = new Recorder();
    const closes = new Closes();
    const { transport } = wrapped(first);
    first.transport.switchProtocol(closes, Buffer.from("leftover"));
    expect(closes.heard).toEqual([]);
    transport.end();
    const late = new Recorder();
    first.transport.switchProtocol(late, Buffer.from("leftover"));
    expect(late.heard).toEqual([]);
  });

  it("aborts when the next protocol throws, and doesn't hurt who switched to it", () => {
    class Throws extends Recorder {
      override connectionMade(): void {
        throw new Error("thrown at once");
      }
    }
    const first = new Recorder();
    const next = new Throws();
    const { transport } = wrapped(first);
    expect(() => {
      first.transport.switchProtocol(next);
    }).not.toThrow();
    expect(transport.aborted?.cause).toEqual(new Error("thrown at once"));
    transport.end();
    expect(next.heard).toEqual(["lost"]);
  });

  it("lets two protocols upgrade in the middle of a chunk, however the bytes are cut", () => {
    for (const chunkSize of [1, 3, 1000]) {
      const server = new Upgrading();
      const client = new Recorder();
      const pair = connectedPair(new ProtocolWrapper(server), new ProtocolWrapper(client), { chunkSize });
      client.transport.write("upgrade\nthe new protocol");
      pair.flush();
      expect(server.next.text).toBe("the new protocol");
    }
  });
});

class Upgrading extends Protocol {
  readonly next = new Recorder();
  #waiting = "";

  override dataReceived(data: Buffer): void {
    this.#waiting += data.toString();
    const end = this.#waiting.indexOf("\n");
    if (end !== -1) this.transport.switchProtocol(this.next, Buffer.from(this.#waiting.slice(end + 1)));
  }
}

class Plain extends WrappingFactory {
  protected override wrap(protocol: Protocol): ProtocolWrapper {
    return new ProtocolWrapper(protocol);
  }
}

describe("WrappingFactory", () => {
  const peer = { type: "memory", name: "peer" } as const;

  it("wraps what its factory builds, and refuses what it refuses", () => {
    const protocol = new Recorder();
    expect(new Plain(Factory.from(() => protocol)).buildProtocol(peer)?.wrapped).toBe(protocol);
    expect(new Plain(Factory.from(() => undefined)).buildProtocol(peer)).toBeUndefined();
  });

  it("starts and stops its factory with itself", () => {
    class Counting extends Factory {
      running = false;
      override buildProtocol(): undefined {}
      override startFactory(): void {
        this.running = true;
      }
      override stopFactory(): void {
        this.running = false;
      }
    }
    const inner = new Counting();
    const outer = new Plain(inner);
    outer.doStart();
    expect(inner.running).toBe(true);
    outer.doStop();
    expect(inner.running).toBe(false);
  });
});
