import { describe, expect, it } from "@jest/globals";
import { Factory } from "../../../src/protocol/factory.js";
import { TimeoutFactory } from "../../../src/protocol/policies/timeout-factory.js";
import type { TimeoutLimits } from "../../../src/protocol/policies/timeout-protocol.js";
import { Clock } from "../../../src/reactor/clock.js";
import { connectedPair } from "../../../src/testing/connected-pair.js";
import { StringTransport } from "../../../src/testing/string-transport.js";
import { Recorder } from "../recorder.js";

function started(limits: Partial<TimeoutLimits>): { clock: Clock; protocol: Recorder; transport: StringTransport } {
  const clock = new Clock();
  const protocol = new Recorder();
  const transport = new StringTransport({ clock });
  const wrapper = new TimeoutFactory(
    Factory.from(() => protocol),
    limits,
  ).buildProtocol(transport.peer);
  if (wrapper === undefined) throw new Error("The factory refused.");
  transport.start(wrapper);
  return { clock, protocol, transport };
}

describe("TimeoutFactory", () => {
  it("closes a connection on which nothing happens, and aborts it where it doesn't go", () => {
    const { clock, transport } = started({ idleTimeoutMs: 100, graceMs: 50 });
    clock.advance(99);
    expect(transport.disconnecting).toBe(false);
    clock.advance(1);
    expect(transport.disconnecting).toBe(true);
    expect(transport.aborted).toBeUndefined();
    clock.advance(50);
    expect(transport.aborted).toBeDefined();
    transport.end();
    expect(clock.calls).toEqual([]);
  });

  it("leaves a connection alone that is gone, whatever time passes", () => {
    const { clock, transport, protocol } = started({ idleTimeoutMs: 100 });
    transport.end();
    expect(protocol.heard).toEqual(["made", "lost"]);
    expect(clock.calls).toEqual([]);
  });

  it("counts bytes that come and bytes that go as life, without touching its one timer", () => {
    const { clock, protocol, transport } = started({ idleTimeoutMs: 100 });
    const [timer] = clock.calls;
    clock.advance(60);
    transport.deliver("x");
    clock.advance(30);
    protocol.transport.write("y");
    protocol.transport.writeSequence(["z", Buffer.from("z")]);
    expect(clock.calls).toEqual([timer]);
    clock.advance(99);
    expect(transport.disconnecting).toBe(false);
    clock.advance(1);
    expect(transport.disconnecting).toBe(true);
    expect(clock.now()).toBe(190);
  });

  it("takes a peer that reads nothing for idle, however much is written to it", () => {
    const clock = new Clock();
    const server = new Recorder();
    const factory = new TimeoutFactory(
      Factory.from(() => server),
      { idleTimeoutMs: 1000 },
    );
    const pair = connectedPair(factory.buildProtocol({ type: "memory", name: "c" })!, new Recorder(), { clock });
    pair.client.pauseReading();
    for (let second = 0; second < 4 && !server.transport.disconnecting; second += 1) {
      for (let i = 0; i < 10; i += 1) {
        server.transport.write("tick");
        clock.advance(100);
      }
    }
    expect(server.transport.disconnecting).toBe(true);
    expect(clock.now()).toBeLessThanOrEqual(2000);
  });

  it("lets a peer be that reads slowly, for as long as it reads", () => {
    const clock = new Clock();
    const server = new Recorder();
    const factory = new TimeoutFactory(
      Factory.from(() => server),
      { idleTimeoutMs: 1000 },
    );
    const wrapper = factory.buildProtocol({ type: "memory", name: "c" })!;
    const client = new Recorder();
    const pair = connectedPair(wrapper, client, { clock, chunkSize: 10 });
    server.transport.write("x".repeat(100));
    for (let i = 0; i < 10; i += 1) {
      clock.advance(900);
      expect(server.transport.disconnecting).toBe(false);
      pair.pump();
    }
    expect(client.received).toHaveLength(100);
    // And then, with all of it gone, it is idle.
    clock.advance(2000);
    expect(server.transport.disconnecting).toBe(true);
  });

  it("ends a connection that goes on for too long, however lively it is", () => {
    const { clock, transport } = started({ idleTimeoutMs: 100, absoluteTimeoutMs: 1000 });
    for (let i = 0; i < 19; i += 1) {
      clock.advance(50);
      transport.deliver("x");
    }
    expect(transport.disconnecting).toBe(false);
    clock.advance(50);
    expect(transport.disconnecting).toBe(true);
  });

  it("is idle after five minutes by itself", () => {
    const { clock, transport } = started({});
    clock.advance(299_999);
    expect(transport.disconnecting).toBe(false);
    clock.advance(1);
    expect(transport.disconnecting).toBe(true);
  });

  it("sets no timer where there is no limit", () => {
    const { clock } = started({ idleTimeoutMs: Infinity });
    expect(clock.calls).toEqual([]);
  });

  it("refuses a limit that is none", () => {
    const factory = Factory.forProtocol(Recorder);
    expect(() => new TimeoutFactory(factory, { idleTimeoutMs: 0 })).toThrow(RangeError);
    expect(() => new TimeoutFactory(factory, { graceMs: -1 })).toThrow(RangeError);
  });
});
