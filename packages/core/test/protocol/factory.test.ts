import { describe, expect, it } from "@jest/globals";
import { Factory } from "../../src/protocol/factory.js";
import { Protocol } from "../../src/protocol/protocol.js";
import type { Address } from "../../src/transport/address.js";

class Echo extends Protocol {}

const peer: Address = { type: "tcp", family: 4, host: "192.0.2.1", port: 1 };

class Counting extends Factory<Echo> {
  readonly events: string[] = [];

  override buildProtocol(): Echo {
    return new Echo();
  }

  override startFactory(): void {
    this.events.push("start");
  }

  override stopFactory(): void {
    this.events.push("stop");
  }
}

describe("Factory", () => {
  it("makes a new protocol of a class for each connection, with its factory set", () => {
    const factory = Factory.forProtocol(Echo);
    const first = factory.buildProtocol(peer);
    expect(first).toBeInstanceOf(Echo);
    expect(first?.factory).toBe(factory);
    expect(factory.buildProtocol(peer)).not.toBe(first);
  });

  it("calls a function for each connection, with its peer, and lets it refuse", () => {
    const peers: Address[] = [];
    const factory = Factory.from((from) => {
      peers.push(from);
      return peers.length === 1 ? new Echo() : undefined;
    });
    expect(factory.buildProtocol(peer)?.factory).toBe(factory);
    expect(factory.buildProtocol(peer)).toBeUndefined();
    expect(peers).toEqual([peer, peer]);
  });

  it("starts with its first user and stops with its last", () => {
    const factory = new Counting();
    factory.doStart();
    factory.doStart();
    factory.doStop();
    expect(factory.events).toEqual(["start"]);
    factory.doStop();
    factory.doStop();
    expect(factory.events).toEqual(["start", "stop"]);
    factory.doStart();
    expect(factory.events).toEqual(["start", "stop", "start"]);
  });
});
