import { describe, expect, it } from "@jest/globals";
import { Factory } from "../../../src/protocol/factory.js";
import { encodeProxyV1 } from "../../../src/protocol/haproxy/proxy-v1.js";
import { HAProxyWrappingFactory } from "../../../src/protocol/policies/haproxy-wrapping-factory.js";
import { SniffingFactory, type SniffingFactoryOptions } from "../../../src/protocol/policies/sniffing-factory.js";
import { TimeoutFactory } from "../../../src/protocol/policies/timeout-factory.js";
import { matchHTTP1 } from "../../../src/protocol/sniffing/match-http1.js";
import { matchPrefix } from "../../../src/protocol/sniffing/match-prefix.js";
import { matchProxy } from "../../../src/protocol/sniffing/match-proxy.js";
import { matchSSH } from "../../../src/protocol/sniffing/match-ssh.js";
import { Clock } from "../../../src/reactor/clock.js";
import { everySplit } from "../../../src/testing/every-split.js";
import { StringTransport } from "../../../src/testing/string-transport.js";
import { ipAddress } from "../../../src/transport/address.js";
import { Recorder } from "../recorder.js";
import { refusalsDuring } from "../refusals.js";

interface Port {
  readonly clock: Clock;
  readonly transport: StringTransport;
  readonly http: Recorder;
  readonly ssh: Recorder;
  readonly other: Recorder;
}

/** A port on which HTTP and SSH are spoken; `other` is what the test makes of it. */
function port(options: (other: Factory) => SniffingFactoryOptions = () => ({}), wrapped = false): Port {
  const clock = new Clock();
  const [http, ssh, other] = [new Recorder(), new Recorder(), new Recorder()];
  const sniffing = new SniffingFactory(
    [
      { match: matchHTTP1, factory: Factory.from(() => http) },
      { match: matchSSH, factory: Factory.from(() => ssh) },
    ],
    options(Factory.from(() => other)),
  );
  const factory = wrapped ? new TimeoutFactory(sniffing, { idleTimeoutMs: Infinity }) : sniffing;
  const transport = new StringTransport({ clock });
  transport.start(factory.buildProtocol(transport.peer)!);
  return { clock, transport, http, ssh, other };
}

describe("SniffingFactory", () => {
  it.each([
    ["GET / HTTP/1.1\r\n\r\n", "http"],
    ["SSH-2.0-x\r\nand more", "ssh"],
    ["hello", "other"],
  ] as const)("gives %j to who speaks it, whole, however it is cut", (bytes, name) => {
    everySplit(bytes, (chunks) => {
      for (const wrapped of [false, true]) {
        const { clock, transport, ...protocols } = port((other) => ({ otherwise: other }), wrapped);
        for (const chunk of chunks) transport.deliver(chunk);
        for (const key of ["http", "ssh", "other"] as const) {
          expect([key, protocols[key].text]).toEqual([key, key === name ? bytes : ""]);
          expect(protocols[key].heard).toEqual(key === name ? ["made", "data"] : []);
        }
        expect(clock.calls).toEqual([]);
        transport.end();
        expect(protocols[name].heard).toEqual(["made", "data", "lost"]);
      }
    });
  });

  it("chooses the first route that matches, whether a later one knew sooner or not", () => {
    everySplit("abcdef", (chunks) => {
      const [first, second] = [new Recorder(), new Recorder()];
      const factory = new SniffingFactory([
        { match: matchPrefix("abcd"), factory: Factory.from(() => first) },
        { match: matchPrefix("a"), factory: Factory.from(() => second) },
      ]);
      const transport = new StringTransport();
      transport.start(factory.buildProtocol());
      for (const chunk of chunks) transport.deliver(chunk);
      expect([first.text, second.text]).toEqual(["abcdef", ""]);
    });
  });

  it("aborts where no route matches and there is no other", () => {
    const { clock, transport } = port();
    const reasons = refusalsDuring(() => {
      transport.deliver("hello");
    });
    expect(reasons).toEqual(["no protocol of this port begins like that"]);
    expect(transport.aborted).toBeDefined();
    transport.end();
    expect(clock.calls).toEqual([]);
  });

  it("looks at no more than its limit: a route that is undecided then has not matched", () => {
    everySplit("x".repeat(20), (chunks) => {
      const seen: number[] = [];
      const other = new Recorder();
      const undecided = (bytes: Buffer): "more" => {
        seen.push(bytes.length);
        return "more";
      };
      const factory = new SniffingFactory([{ match: undecided, factory: Factory.from(() => undefined) }], {
        maxBytes: 16,
        otherwise: Factory.from(() => other),
      });
      const transport = new StringTransport();
      transport.start(factory.buildProtocol());
      for (const chunk of chunks) transport.deliver(chunk);
      expect(Math.max(...seen)).toBe(16);
      expect(other.text).toBe("x".repeat(20));
    });
  });

  it("speaks first with those who say nothing", () => {
    const { clock, transport, other, http } = port((silent) => ({ whenSilent: silent, silenceMs: 300 }));
    clock.advance(299);
    expect(other.heard).toEqual([]);
    clock.advance(1);
    expect(other.heard).toEqual(["made"]);
    transport.deliver("GET / HTTP/1.1\r\n");
    expect(other.text).toBe("GET / HTTP/1.1\r\n");
    expect(http.heard).toEqual([]);
    expect(clock.calls).toEqual([]);
  });

  it("waits on for those who have begun to speak, until its time is over", () => {
    const { clock, transport, http, other } = port((silent) => ({
      whenSilent: silent,
      silenceMs: 300,
      timeoutMs: 1000,
    }));
    transport.deliver("GE");
    clock.advance(900);
    expect(other.heard).toEqual([]);
    transport.deliver("T / HTTP/1.1");
    expect(http.heard).toEqual(["made", "data"]);
    const slow = port((silent) => ({ whenSilent: silent, silenceMs: 300, timeoutMs: 1000 }));
    slow.transport.deliver("GE");
    slow.clock.advance(999);
    expect(slow.transport.aborted).toBeUndefined();
    slow.clock.advance(1);
    expect(slow.transport.aborted).toBeDefined();
  });

  it("aborts those who don't show in time what they speak", () => {
    const { clock, transport } = port();
    clock.advance(9999);
    expect(transport.aborted).toBeUndefined();
    const reasons = refusalsDuring(() => {
      clock.advance(1);
    });
    expect(reasons).toHaveLength(1);
    expect(transport.aborted).toBeDefined();
    const patient = port((silent) => ({ whenSilent: silent, silenceMs: Infinity, timeoutMs: 500 }));
    patient.clock.advance(500);
    expect(patient.transport.aborted).toBeDefined();
    expect(patient.other.heard).toEqual([]);
    expect(port(() => ({ timeoutMs: Infinity })).clock.calls).toEqual([]);
  });

  it("stops its timer when the connection is lost", () => {
    const { clock, transport } = port((silent) => ({ whenSilent: silent }));
    transport.end();
    expect(clock.calls).toEqual([]);
  });

  it("closes where the chosen factory refuses, and aborts where it throws", () => {
    const throwing = Factory.from(() => {
      throw new Error("thrown");
    });
    for (const [factory, aborts] of [
      [Factory.from(() => undefined), false],
      [throwing, true],
    ] as const) {
      const transport = new StringTransport();
      transport.start(new SniffingFactory([{ match: matchSSH, factory }]).buildProtocol());
      transport.deliver("SSH-2.0-x");
      expect([transport.disconnecting, transport.aborted !== undefined]).toEqual([true, aborts]);
      const silent = new Clock();
      const other = new StringTransport({ clock: silent });
      other.start(new SniffingFactory([], { whenSilent: factory }).buildProtocol());
      silent.advance(1000);
      expect([other.disconnecting, other.aborted !== undefined]).toEqual([true, aborts]);
    }
  });

  it("sniffs behind a proxy's header, and finds a proxy's header by sniffing", () => {
    const client = ipAddress("tcp", "198.51.100.7", 1);
    const header = encodeProxyV1(client, client);
    everySplit(Buffer.concat([header, Buffer.from("SSH-2.0-x\r\n")]), (chunks) => {
      const ssh = new Recorder();
      const inner = new SniffingFactory([{ match: matchSSH, factory: Factory.from(() => ssh) }]);
      const outer = new SniffingFactory([
        { match: matchProxy, factory: new HAProxyWrappingFactory(inner, { trusted: ["0.0.0.0/0"] }) },
      ]);
      const transport = new StringTransport();
      transport.start(outer.buildProtocol());
      for (const chunk of chunks) transport.deliver(chunk);
      expect(ssh.text).toBe("SSH-2.0-x\r\n");
      expect(ssh.transport.peer).toEqual(client);
    });
  });

  it("starts and stops each of its factories once, however often it is named", () => {
    const events: string[] = [];
    const named = (name: string): Factory =>
      Object.assign(
        Factory.from(() => undefined),
        { startFactory: () => events.push(`start ${name}`), stopFactory: () => events.push(`stop ${name}`) },
      );
    const [http, ssh] = [named("http"), named("ssh")];
    const factory = new SniffingFactory(
      [
        { match: matchHTTP1, factory: http },
        { match: matchSSH, factory: ssh },
      ],
      { whenSilent: ssh, otherwise: http },
    );
    factory.doStart();
    factory.doStop();
    expect(events).toEqual(["start http", "start ssh", "stop http", "stop ssh"]);
  });

  it("refuses limits that are none", () => {
    for (const name of ["silenceMs", "timeoutMs", "maxBytes"]) {
      expect(() => new SniffingFactory([], { [name]: 0 })).toThrow(name);
    }
  });
});
