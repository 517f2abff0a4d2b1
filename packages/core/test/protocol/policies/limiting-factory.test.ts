import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { Factory } from "../../../src/protocol/factory.js";
import { ConnectionCount } from "../../../src/protocol/policies/connection-count.js";
import { LimitingFactory, type LimitingFactoryOptions } from "../../../src/protocol/policies/limiting-factory.js";
import { StringTransport } from "../../../src/testing/string-transport.js";
import { ipAddress, type Address } from "../../../src/transport/address.js";
import { Recorder } from "../recorder.js";
import { refusalsDuring } from "../refusals.js";

function limiting(options: LimitingFactoryOptions): LimitingFactory<Recorder> {
  return new LimitingFactory(Factory.forProtocol(Recorder), options);
}

const from = (host: string): Address => ipAddress("tcp", host, 1);

/** Connects, as a port does. */
function connect(factory: LimitingFactory<Recorder>, peer: Address): StringTransport | undefined {
  const protocol = factory.buildProtocol(peer);
  if (protocol === undefined) return undefined;
  const transport = new StringTransport({ peer });
  transport.start(protocol);
  return transport;
}

describe("LimitingFactory", () => {
  it("refuses one connection too many, and takes the next one when one has gone", () => {
    const factory = limiting({ maxConnections: 2 });
    const first = connect(factory, from("192.0.2.1"));
    const second = connect(factory, from("192.0.2.2"));
    expect(first?.connected).toBe(true);
    expect(second?.connected).toBe(true);
    const reasons = refusalsDuring(() => {
      expect(connect(factory, from("192.0.2.3"))).toBeUndefined();
    });
    expect(reasons).toEqual(["maxConnections"]);
    first?.end();
    expect(connect(factory, from("192.0.2.3"))).toBeDefined();
    expect(connect(factory, from("192.0.2.4"))).toBeUndefined();
  });

  it("counts each address by itself, and an IPv6 network of /64 as one", () => {
    const factory = limiting({ maxConnectionsPerAddress: 1 });
    expect(connect(factory, from("192.0.2.1"))).toBeDefined();
    const reasons = refusalsDuring(() => {
      expect(connect(factory, from("192.0.2.1"))).toBeUndefined();
      expect(connect(factory, from("::ffff:192.0.2.1"))).toBeUndefined();
    });
    expect(reasons).toEqual(["maxConnectionsPerAddress", "maxConnectionsPerAddress"]);
    expect(connect(factory, from("192.0.2.2"))).toBeDefined();
    expect(connect(factory, from("2001:db8::1"))).toBeDefined();
    expect(connect(factory, from("2001:db8::ffff:0:0:2"))).toBeUndefined();
    expect(connect(factory, from("2001:db8:0:1::1"))).toBeDefined();
  });

  it("counts UNIX sockets in all only", () => {
    const factory = limiting({ maxConnections: 2, maxConnectionsPerAddress: 1 });
    expect(connect(factory, { type: "unix" })).toBeDefined();
    expect(connect(factory, { type: "unix" })).toBeDefined();
    expect(connect(factory, { type: "unix" })).toBeUndefined();
    expect(factory.count.from({ type: "unix" })).toBe(0);
  });

  it("has limits by itself: 100 for each address", () => {
    const factory = limiting({});
    for (let i = 0; i < 100; i += 1) expect(connect(factory, from("192.0.2.1"))).toBeDefined();
    expect(connect(factory, from("192.0.2.1"))).toBeUndefined();
  });

  it("tells those that it refuses, up to a number of them, and closes", () => {
    const factory = limiting({ maxConnections: 1, refusal: "421 Too many\r\n", maxRefusals: 2 });
    connect(factory, from("192.0.2.1"));
    const refused = connect(factory, from("192.0.2.2"));
    expect(refused?.text()).toBe("421 Too many\r\n");
    expect(refused?.disconnecting).toBe(true);
    expect(connect(factory, from("192.0.2.3"))).toBeDefined();
    expect(connect(factory, from("192.0.2.4"))).toBeUndefined();
    refused?.end();
    expect(connect(factory, from("192.0.2.4"))?.text()).toBe("421 Too many\r\n");
    expect(factory.count.total).toBe(1);
  });

  it("doesn't count what its factory refuses, nor what never gets a wire", () => {
    const refusing = new LimitingFactory(
      Factory.from(() => undefined),
      { maxConnections: 1 },
    );
    expect(refusing.buildProtocol(from("192.0.2.1"))).toBeUndefined();
    expect(refusing.count.total).toBe(0);
    const factory = limiting({ maxConnections: 1 });
    factory.buildProtocol(from("192.0.2.1"));
    expect(connect(factory, from("192.0.2.1"))).toBeDefined();
  });

  it("shares its limits with factories that count in the same place", () => {
    const count = new ConnectionCount();
    const options = { count, maxConnections: 1 };
    connect(limiting(options), from("192.0.2.1"));
    expect(connect(limiting(options), from("192.0.2.1"))).toBeUndefined();
  });

  it("starts and stops its factory with itself, and refuses limits that are none", () => {
    const events: string[] = [];
    const factory = new LimitingFactory({
      buildProtocol: () => undefined,
      doStart: () => events.push("start"),
      doStop: () => events.push("stop"),
    });
    factory.doStart();
    factory.doStop();
    expect(events).toEqual(["start", "stop"]);
    for (const name of ["maxConnections", "maxConnectionsPerAddress", "maxRefusals"]) {
      expect(() => limiting({ [name]: 0 })).toThrow(name);
    }
  });
});

describe("ConnectionCount", () => {
  it("remembers nothing of addresses that have no connection, after any coming and going", () => {
    const peers = fc.array(fc.nat(20), { maxLength: 60 });
    fc.assert(
      fc.property(peers, (numbers) => {
        const count = new ConnectionCount();
        for (const n of numbers) count.add(from(`192.0.2.${String(n)}`));
        expect(count.total).toBe(numbers.length);
        expect(count.addresses).toBe(new Set(numbers).size);
        for (const n of numbers) count.delete(from(`192.0.2.${String(n)}`));
        expect([count.total, count.addresses]).toEqual([0, 0]);
      }),
    );
  });

  it("says which limit one more would be over, the one for all first", () => {
    const count = new ConnectionCount();
    const limits = { maxConnections: 2, maxConnectionsPerAddress: 1 };
    expect(count.overLimit(from("192.0.2.1"), limits)).toBeUndefined();
    count.add(from("192.0.2.1"));
    expect(count.overLimit(from("192.0.2.1"), limits)).toBe("maxConnectionsPerAddress");
    expect(count.overLimit(from("192.0.2.2"), limits)).toBeUndefined();
    count.add(from("192.0.2.2"));
    expect(count.overLimit(from("192.0.2.1"), limits)).toBe("maxConnections");
  });
});
