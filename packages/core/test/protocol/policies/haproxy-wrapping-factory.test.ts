import { describe, expect, it } from "@jest/globals";
import { Factory } from "../../../src/protocol/factory.js";
import { encodeProxyV1 } from "../../../src/protocol/haproxy/proxy-v1.js";
import { encodeProxyV2, v2Signature } from "../../../src/protocol/haproxy/proxy-v2.js";
import {
  HAProxyWrappingFactory,
  type HAProxyWrappingFactoryOptions,
} from "../../../src/protocol/policies/haproxy-wrapping-factory.js";
import { LimitingFactory } from "../../../src/protocol/policies/limiting-factory.js";
import { proxyHeaderOf } from "../../../src/protocol/policies/proxied-protocol.js";
import { TimeoutFactory } from "../../../src/protocol/policies/timeout-factory.js";
import { Clock } from "../../../src/reactor/clock.js";
import { everySplit } from "../../../src/testing/every-split.js";
import { StringTransport } from "../../../src/testing/string-transport.js";
import { ipAddress, type Address } from "../../../src/transport/address.js";
import type { ProtocolFactory } from "../../../src/transport/protocol-factory.js";
import { Recorder } from "../recorder.js";
import { refusalsDuring } from "../refusals.js";

const client = ipAddress("tcp", "198.51.100.7", 40_000);
const site = ipAddress("tcp", "203.0.113.1", 443);
const proxy = ipAddress("tcp", "127.0.0.1", 50_000);
const us = ipAddress("tcp", "127.0.0.1", 8080);

interface Behind {
  readonly clock: Clock;
  readonly protocol: Recorder;
  readonly transport: StringTransport;
  /** Who the inner factory was asked about. */
  readonly peers: Address[];
}

function behind(options: HAProxyWrappingFactoryOptions = {}, wrap = (factory: ProtocolFactory) => factory): Behind {
  const clock = new Clock();
  const protocol = new Recorder();
  const peers: Address[] = [];
  const inner = Factory.from((peer) => {
    peers.push(peer);
    return protocol;
  });
  const transport = new StringTransport({ clock, peer: proxy, host: us });
  const outer = new HAProxyWrappingFactory(wrap(inner), options).buildProtocol(proxy);
  if (outer === undefined) throw new Error("The factory refused.");
  transport.start(outer);
  return { clock, protocol, transport, peers };
}

describe("HAProxyWrappingFactory", () => {
  it.each([
    ["1", encodeProxyV1(client, site)],
    ["2", encodeProxyV2({ source: client, destination: site })],
  ])("shows the protocol the real client, from the start, by a header of version %s", (_version, header) => {
    everySplit(Buffer.concat([header, Buffer.from("GET /")]), (chunks) => {
      const { clock, protocol, transport, peers } = behind();
      expect(protocol.heard).toEqual([]);
      for (const chunk of chunks) transport.deliver(chunk);
      expect(peers).toEqual([client]);
      expect(protocol.heard).toEqual(["made", "data"]);
      expect(protocol.text).toBe("GET /");
      expect([protocol.transport.peer, protocol.transport.host]).toEqual([client, site]);
      protocol.transport.write("200");
      expect(transport.text()).toBe("200");
      expect(clock.calls).toEqual([]);
      transport.end();
      expect(protocol.heard).toEqual(["made", "data", "lost"]);
    });
  });

  it("keeps the connection's own addresses where the header names nobody", () => {
    for (const header of [encodeProxyV1(undefined, undefined), encodeProxyV2({ command: "LOCAL" }), encodeProxyV2()]) {
      const { protocol, transport, peers } = behind();
      transport.deliver(header);
      expect(peers).toEqual([proxy]);
      expect([protocol.transport.peer, protocol.transport.host]).toEqual([proxy, us]);
    }
  });

  it("has the header for who asks, also through other policies", () => {
    const tlvs = [{ type: 5, value: Buffer.from("id") }];
    const { protocol, transport } = behind({}, (inner) => new TimeoutFactory(new LimitingFactory(inner)));
    transport.deliver(encodeProxyV2({ source: client, destination: site, tlvs }));
    expect(proxyHeaderOf(protocol.transport)).toMatchObject({ version: 2, command: "PROXY", tlvs });
    expect(proxyHeaderOf(transport)).toBeUndefined();
    expect(protocol.transport.peer).toEqual(client);
  });

  it("lets limits for each address count the clients, and not the proxy", () => {
    const limits = new LimitingFactory(Factory.forProtocol(Recorder), { maxConnectionsPerAddress: 1 });
    const factory = new HAProxyWrappingFactory(limits);
    const connect = (from: Address): StringTransport => {
      const transport = new StringTransport({ peer: proxy });
      transport.start(factory.buildProtocol(proxy)!);
      transport.deliver(encodeProxyV1(from, site));
      return transport;
    };
    expect(connect(client).disconnecting).toBe(false);
    expect(connect(ipAddress("tcp", "198.51.100.8", 1)).disconnecting).toBe(false);
    const reasons = refusalsDuring(() => {
      expect(connect(client).disconnecting).toBe(true);
    });
    expect(reasons).toContain("maxConnectionsPerAddress");
  });

  it("believes this machine only, by itself", () => {
    const factory = new HAProxyWrappingFactory(Factory.forProtocol(Recorder));
    for (const peer of [
      proxy,
      ipAddress("tcp", "::1", 1),
      ipAddress("tcp", "::ffff:127.0.0.1", 1),
      { type: "unix" } as const,
    ]) {
      expect(factory.buildProtocol(peer)).toBeDefined();
    }
    const reasons = refusalsDuring(() => {
      expect(factory.buildProtocol(client)).toBeUndefined();
      expect(factory.buildProtocol(ipAddress("tcp", "::2", 1))).toBeUndefined();
    });
    expect(reasons).toEqual(["not a trusted proxy", "not a trusted proxy"]);
  });

  it("believes those that are listed, and nobody else", () => {
    const factory = new HAProxyWrappingFactory(Factory.forProtocol(Recorder), {
      trusted: ["10.0.0.0/8", "2001:db8::1"],
    });
    expect(factory.buildProtocol(ipAddress("tcp", "10.1.2.3", 1))).toBeDefined();
    expect(factory.buildProtocol(ipAddress("tcp", "2001:db8::1", 1))).toBeDefined();
    expect(factory.buildProtocol(proxy)).toBeUndefined();
    expect(factory.buildProtocol({ type: "unix" })).toBeUndefined();
    expect(
      new HAProxyWrappingFactory(Factory.forProtocol(Recorder), { trusted: ["unix"] }).buildProtocol({ type: "unix" }),
    ).toBeDefined();
    expect(() => new HAProxyWrappingFactory(Factory.forProtocol(Recorder), { trusted: ["proxy.example"] })).toThrow(
      '"proxy.example"',
    );
  });

  it("aborts at what is no header, and tells the protocol nothing", () => {
    for (const bytes of [
      "GET / HTTP/1.1\r\n",
      "PROXY TCP4 1 2 3 4\r\n",
      Buffer.concat([v2Signature, Buffer.from([0x31, 0, 0, 0])]),
    ]) {
      const { clock, protocol, transport } = behind();
      const reasons = refusalsDuring(() => {
        transport.deliver(bytes);
      });
      expect(reasons).toHaveLength(1);
      expect(transport.aborted).toBeDefined();
      transport.end();
      expect(protocol.heard).toEqual([]);
      expect(clock.calls).toEqual([]);
    }
  });

  it("aborts at a header over its limits", () => {
    const line = behind();
    line.transport.deliver(`PROXY UNKNOWN ${"x".repeat(94)}`);
    expect(line.transport.aborted).toBeDefined();
    const tlvs = [{ type: 4, value: Buffer.alloc(4096 - 16 - 3) }];
    const longest = behind();
    longest.transport.deliver(encodeProxyV2({ tlvs }));
    expect(longest.protocol.heard).toEqual(["made"]);
    const over = behind();
    over.transport.deliver(encodeProxyV2({ tlvs: [...tlvs, { type: 4, value: Buffer.alloc(0) }] }).subarray(0, 16));
    expect(over.transport.aborted).toBeDefined();
    const less = behind({ maxHeaderBytes: 536 });
    less.transport.deliver(encodeProxyV2({ tlvs: [{ type: 4, value: Buffer.alloc(536) }] }));
    expect(less.transport.aborted).toBeDefined();
  });

  it("aborts where the header doesn't come whole in time, however it trickles", () => {
    const { clock, protocol, transport } = behind({ timeoutMs: 1000 });
    for (const byte of "PROXY TCP") {
      transport.deliver(byte);
      clock.advance(100);
    }
    expect(transport.aborted).toBeUndefined();
    clock.advance(100);
    expect(transport.aborted).toBeDefined();
    transport.end();
    expect(protocol.heard).toEqual([]);
    expect(clock.calls).toEqual([]);
  });

  it("waits for ten seconds by itself, and for ever if it has to", () => {
    const { clock, transport } = behind();
    clock.advance(9999);
    expect(transport.aborted).toBeUndefined();
    clock.advance(1);
    expect(transport.aborted).toBeDefined();
    expect(behind({ timeoutMs: Infinity }).clock.calls).toEqual([]);
    expect(() => behind({ timeoutMs: 0 })).toThrow(RangeError);
    expect(() => behind({ maxHeaderBytes: 0 })).toThrow(RangeError);
  });

  it("closes where the inner factory refuses the client, and aborts where it throws", () => {
    for (const [inner, aborts] of [
      [Factory.from(() => undefined), false],
      [
        Factory.from(() => {
          throw new Error("thrown");
        }),
        true,
      ],
    ] as const) {
      const transport = new StringTransport({ peer: proxy });
      transport.start(new HAProxyWrappingFactory(inner).buildProtocol(proxy)!);
      const reasons = refusalsDuring(() => {
        transport.deliver(encodeProxyV1(client, site));
      });
      expect(reasons).toHaveLength(1);
      expect(transport.disconnecting).toBe(true);
      expect(transport.aborted !== undefined).toBe(aborts);
    }
  });

  it("starts and stops its factory with itself", () => {
    const events: string[] = [];
    const factory = new HAProxyWrappingFactory({
      buildProtocol: () => undefined,
      doStart: () => events.push("start"),
      doStop: () => events.push("stop"),
    });
    factory.doStart();
    factory.doStop();
    expect(events).toEqual(["start", "stop"]);
  });
});
