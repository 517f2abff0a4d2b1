import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { Factory } from "../../../src/protocol/factory.js";
import { RateLimit } from "../../../src/protocol/policies/rate-limit.js";
import { ThrottlingFactory, type ThrottlingFactoryOptions } from "../../../src/protocol/policies/throttling-factory.js";
import type { Protocol } from "../../../src/protocol/protocol.js";
import { Clock } from "../../../src/reactor/clock.js";
import { connectedPair } from "../../../src/testing/connected-pair.js";
import { StringTransport } from "../../../src/testing/string-transport.js";
import type { PullProducer, PushProducer } from "../../../src/transport/producer.js";
import { Recorder } from "../recorder.js";

/** As many throttled connections as there are protocols, of one factory. */
function throttled(clock: Clock, options: ThrottlingFactoryOptions, protocols: Protocol[]): StringTransport[] {
  const waiting = [...protocols];
  const factory = new ThrottlingFactory(
    Factory.from(() => waiting.shift()),
    options,
  );
  return protocols.map(() => {
    const transport = new StringTransport({ clock });
    const wrapper = factory.buildProtocol(transport.peer);
    if (wrapper === undefined) throw new Error("The factory refused.");
    transport.start(wrapper);
    return transport;
  });
}

function one(options: ThrottlingFactoryOptions): { clock: Clock; protocol: Recorder; transport: StringTransport } {
  const clock = new Clock();
  const protocol = new Recorder();
  const [transport] = throttled(clock, options, [protocol]);
  if (transport === undefined) throw new Error("There is no transport.");
  return { clock, protocol, transport };
}

const sent = (transport: StringTransport): number => transport.value().length;

describe("reading at a rate", () => {
  it("doesn't read on before a chunk is paid for", () => {
    const { clock, protocol, transport } = one({ readBytesPerSecond: 1000, burstMs: 0 });
    transport.deliver(Buffer.alloc(500));
    expect(protocol.received).toHaveLength(500);
    expect(transport.readingPaused).toBe(true);
    clock.advance(499);
    expect(transport.readingPaused).toBe(true);
    clock.advance(1);
    expect(transport.readingPaused).toBe(false);
  });

  it("lets what wasn't used be used at once, up to the burst", () => {
    const { clock, transport } = one({ readBytesPerSecond: 1000 });
    transport.deliver(Buffer.alloc(1000));
    expect(transport.readingPaused).toBe(false);
    transport.deliver(Buffer.alloc(100));
    expect(transport.readingPaused).toBe(true);
    clock.advance(100);
    expect(transport.readingPaused).toBe(false);
    clock.advance(60_000);
    transport.deliver(Buffer.alloc(1001));
    expect(transport.readingPaused).toBe(true);
  });

  it("keeps apart that it has paused and that the protocol has", () => {
    const { clock, protocol, transport } = one({ readBytesPerSecond: 1000, burstMs: 0 });
    transport.deliver(Buffer.alloc(100));
    protocol.transport.resumeReading();
    expect(transport.readingPaused).toBe(true);
    protocol.transport.pauseReading();
    clock.advance(1000);
    expect(transport.readingPaused).toBe(true);
    protocol.transport.resumeReading();
    expect(transport.readingPaused).toBe(false);
  });

  it("holds all connections to a rate together, each in its turn", () => {
    const clock = new Clock();
    const transports = throttled(clock, { totalReadBytesPerSecond: 1000, burstMs: 0 }, [
      new Recorder(),
      new Recorder(),
    ]);
    for (const transport of transports) transport.deliver(Buffer.alloc(500));
    clock.advance(500);
    expect(transports.map((transport) => transport.readingPaused)).toEqual([false, true]);
    clock.advance(500);
    expect(transports.map((transport) => transport.readingPaused)).toEqual([false, false]);
  });

  it("slows the peer down in the end", () => {
    const clock = new Clock();
    const server = new Recorder();
    const factory = new ThrottlingFactory(
      Factory.from(() => server),
      { readBytesPerSecond: 100, burstMs: 0 },
    );
    const client = new Recorder();
    const pair = connectedPair(factory.buildProtocol({ type: "memory", name: "c" })!, client, { clock, chunkSize: 10 });
    client.transport.write(Buffer.alloc(1000));
    pair.advance(2000);
    expect(server.received.length).toBeGreaterThanOrEqual(200);
    expect(server.received.length).toBeLessThanOrEqual(210);
    expect(client.transport.bufferedBytes).toBeGreaterThan(700);
  });
});

describe("writing at a rate", () => {
  it("sends what is written at the rate, in order and whole", () => {
    const { clock, protocol, transport } = one({ writeBytesPerSecond: 1000, burstMs: 0 });
    const bytes = Buffer.from(Array.from({ length: 2000 }, (_, i) => i & 0xff));
    protocol.transport.write(bytes);
    for (let second = 0; second < 2; second += 1) {
      expect(sent(transport)).toBeLessThanOrEqual(1000 * second + 100);
      clock.advance(1000);
      expect(sent(transport)).toBeGreaterThanOrEqual(Math.min(2000, 1000 * (second + 1)));
    }
    expect(transport.value()).toEqual(bytes);
    clock.advance(1000);
    expect(clock.calls).toEqual([]);
  });

  it("sends at once what is within the burst, text in its encoding", () => {
    const { clock, protocol, transport } = one({ writeBytesPerSecond: 1000 });
    protocol.transport.write("ü", "latin1");
    protocol.transport.writeSequence(["a", Buffer.from("b"), ""]);
    expect(transport.value()).toEqual(Buffer.from("üab", "latin1"));
    expect(clock.calls).toEqual([]);
  });

  it("holds all connections to a rate together, and each gets its share", () => {
    const clock = new Clock();
    const protocols = [new Recorder(), new Recorder()];
    const transports = throttled(clock, { totalWriteBytesPerSecond: 1000, burstMs: 0 }, protocols);
    for (const protocol of protocols) protocol.transport.write(Buffer.alloc(10_000));
    clock.advance(4000);
    const amounts = transports.map(sent);
    expect(amounts.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(4200);
    for (const amount of amounts) expect(amount).toBeGreaterThanOrEqual(1900);
  });

  it("says false, and pauses the producer, where too much is held back, and resumes it later", () => {
    const { clock, protocol, transport } = one({ writeBytesPerSecond: 1000, burstMs: 0, highWaterMarkBytes: 500 });
    const producer = new PushedProducer();
    protocol.transport.registerProducer(producer, { streaming: true });
    expect(protocol.transport.write(Buffer.alloc(400))).toBe(true);
    expect(protocol.transport.bufferedBytes).toBe(400 - sent(transport));
    expect(protocol.transport.write(Buffer.alloc(600))).toBe(false);
    expect(producer.heard).toEqual(["pause"]);
    clock.advance(300);
    expect(producer.heard).toEqual(["pause"]);
    clock.advance(500);
    expect(producer.heard).toEqual(["pause", "resume"]);
  });

  it("keeps to a wire that is full, and goes on when it has drained", () => {
    const { clock, protocol, transport } = one({ writeBytesPerSecond: 1000, burstMs: 0 });
    const producer = new PushedProducer();
    protocol.transport.registerProducer(producer, { streaming: true });
    transport.full = true;
    expect(protocol.transport.write(Buffer.alloc(500))).toBe(false);
    expect(producer.heard).toEqual(["pause"]);
    clock.advance(10_000);
    expect(sent(transport)).toBe(100);
    transport.drain();
    clock.advance(1000);
    expect(sent(transport)).toBe(500);
    expect(producer.heard).toEqual(["pause", "resume"]);
  });

  it("asks a pull producer for no more than the rate lets out", () => {
    const { clock, protocol, transport } = one({ writeBytesPerSecond: 1000, burstMs: 0, highWaterMarkBytes: 300 });
    const producer = new PulledProducer(protocol, 20);
    protocol.transport.registerProducer(producer, { streaming: false });
    clock.advance(1000);
    expect(sent(transport)).toBeGreaterThanOrEqual(1000);
    expect(producer.made).toBeLessThanOrEqual(1500);
    clock.advance(2000);
    expect(producer.made).toBe(2000);
    expect(sent(transport)).toBe(2000);
  });

  it("closes behind what is held back, and drops what is written after that", () => {
    const { clock, protocol, transport } = one({ writeBytesPerSecond: 1000, burstMs: 0 });
    protocol.transport.write(Buffer.alloc(1000));
    protocol.transport.loseConnection();
    expect(protocol.transport.disconnecting).toBe(true);
    expect(protocol.transport.write("too late")).toBe(false);
    clock.advance(800);
    expect(transport.disconnected).toBe(false);
    clock.advance(300);
    expect(transport.disconnected).toBe(true);
    expect(sent(transport)).toBe(1000);
    transport.end();
    expect(clock.calls).toEqual([]);
  });

  it("closes behind what a producer still makes", () => {
    const { clock, protocol, transport } = one({ writeBytesPerSecond: 1000, burstMs: 0 });
    protocol.transport.registerProducer(new PulledProducer(protocol, 10), { streaming: false });
    protocol.transport.loseConnection();
    clock.advance(5000);
    expect(sent(transport)).toBe(1000);
    expect(transport.disconnected).toBe(true);
  });

  it("closes its direction only, behind what is held back, and the rest later", () => {
    const { clock, protocol, transport } = one({ writeBytesPerSecond: 1000, burstMs: 0 });
    protocol.transport.write(Buffer.alloc(500));
    protocol.transport.loseWriteConnection();
    expect(transport.writeClosed).toBe(false);
    clock.advance(500);
    expect(transport.writeClosed).toBe(true);
    expect(sent(transport)).toBe(500);
    transport.deliver("still heard");
    expect(protocol.text).toBe("still heard");
    protocol.transport.loseConnection();
    expect(transport.disconnected).toBe(true);
  });

  it("closes at once where nothing is held back", () => {
    const { protocol, transport } = one({ writeBytesPerSecond: 1000 });
    protocol.transport.loseConnection();
    expect(transport.disconnected).toBe(true);
  });

  it("drops what is held back when it is aborted or lost, and stops the producer once", () => {
    for (const ending of ["abort", "lost"] as const) {
      const { clock, protocol, transport } = one({ writeBytesPerSecond: 1000, burstMs: 0 });
      const producer = new PushedProducer();
      protocol.transport.registerProducer(producer, { streaming: true });
      protocol.transport.write(Buffer.alloc(1000));
      if (ending === "abort") protocol.transport.abortConnection();
      transport.end();
      expect(clock.calls).toEqual([]);
      expect(producer.heard.filter((what) => what === "stop")).toEqual(["stop"]);
      expect(protocol.transport.bufferedBytes).toBe(0);
      const late = new PushedProducer();
      protocol.transport.registerProducer(late, { streaming: true });
      expect(late.heard).toEqual(["stop"]);
    }
  });

  it("has one producer at a time", () => {
    const { protocol } = one({ writeBytesPerSecond: 1000 });
    protocol.transport.registerProducer(new PushedProducer(), { streaming: true });
    expect(() => {
      protocol.transport.registerProducer(new PushedProducer(), { streaming: true });
    }).toThrow(TypeError);
    protocol.transport.unregisterProducer();
    protocol.transport.registerProducer(new PushedProducer(), { streaming: true });
  });

  it("aborts where the producer throws when it is resumed", () => {
    const { clock, protocol, transport } = one({ writeBytesPerSecond: 1000, burstMs: 0, highWaterMarkBytes: 100 });
    const producer = new PushedProducer();
    producer.resumeProducing = () => {
      throw new Error("thrown by the producer");
    };
    protocol.transport.registerProducer(producer, { streaming: true });
    protocol.transport.write(Buffer.alloc(500));
    clock.advance(1000);
    expect(transport.aborted?.cause).toEqual(new Error("thrown by the producer"));
  });

  it("lets what was written before TLS out in clear before it, and makes what comes later wait for it", () => {
    const { clock, protocol, transport } = one({ writeBytesPerSecond: 1000, burstMs: 0 });
    protocol.transport.write(Buffer.alloc(1000));
    protocol.transport.startTLS({ role: "client" });
    expect(transport.tlsStarted).toHaveLength(1);
    expect(sent(transport)).toBe(1000);
    protocol.transport.write("secret");
    clock.advance(999);
    expect(sent(transport)).toBe(1000);
    clock.advance(1);
    expect(sent(transport)).toBe(1006);
  });

  it("is not in the way where only reading is limited", () => {
    const { protocol, transport } = one({ readBytesPerSecond: 1 });
    const producer = new PushedProducer();
    protocol.transport.registerProducer(producer, { streaming: true });
    expect(transport.producer).toBe(producer);
    protocol.transport.writeSequence(["at", "once"]);
    expect(transport.text()).toBe("atonce");
    protocol.transport.unregisterProducer();
    expect(transport.producer).toBeUndefined();
  });
});

describe("RateLimit", () => {
  it("never lets more pass than its rate and burst allow, whoever takes what and when", () => {
    const takes = fc.array(fc.record({ afterMs: fc.nat(500), bytes: fc.integer({ min: 1, max: 300 }) }), {
      maxLength: 50,
    });
    fc.assert(
      fc.property(takes, fc.integer({ min: 1, max: 2000 }), fc.nat(2000), (steps, rate, burstMs) => {
        const limit = new RateLimit(rate, burstMs);
        let now = 0;
        let total = 0;
        for (const { afterMs, bytes } of steps) {
          now += afterMs;
          total += bytes;
          now += limit.take(bytes, now);
          expect(total).toBeLessThanOrEqual((rate * (now + burstMs)) / 1000 + 1e-6);
        }
      }),
    );
  });

  it.each([0, -1, Number.NaN])("refuses a rate of %p", (rate) => {
    expect(() => new RateLimit(rate)).toThrow(RangeError);
    expect(() => new ThrottlingFactory(Factory.forProtocol(Recorder), { writeBytesPerSecond: rate })).toThrow(
      RangeError,
    );
    expect(() => new RateLimit(1, -1)).toThrow(RangeError);
  });
});

class PushedProducer implements PushProducer {
  readonly heard: string[] = [];

  pauseProducing(): void {
    this.heard.push("pause");
  }

  resumeProducing(): void {
    this.heard.push("resume");
  }

  stopProducing(): void {
    this.heard.push("stop");
  }
}

/** Makes a number of pieces of 100 bytes. */
class PulledProducer implements PullProducer {
  made = 0;
  readonly #protocol: Protocol;
  readonly #pieces: number;

  constructor(protocol: Protocol, pieces: number) {
    this.#protocol = protocol;
    this.#pieces = pieces;
  }

  resumeProducing(): void {
    if (this.made === this.#pieces * 100) this.#protocol.transport.unregisterProducer();
    else {
      this.made += 100;
      this.#protocol.transport.write(Buffer.alloc(100));
    }
  }

  stopProducing(): void {}
}
