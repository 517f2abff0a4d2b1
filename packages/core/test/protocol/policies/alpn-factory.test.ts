import { describe, expect, it } from "@jest/globals";
import { Factory } from "../../../src/protocol/factory.js";
import { ALPNFactory } from "../../../src/protocol/policies/alpn-factory.js";
import { HAProxyWrappingFactory } from "../../../src/protocol/policies/haproxy-wrapping-factory.js";
import { LimitingFactory } from "../../../src/protocol/policies/limiting-factory.js";
import { TimeoutFactory } from "../../../src/protocol/policies/timeout-factory.js";
import { StringTransport } from "../../../src/testing/string-transport.js";
import type { TLSInfo } from "../../../src/transport/tls-options.js";
import { Recorder } from "../recorder.js";
import { refusalsDuring } from "../refusals.js";

/** A connection on which ALPN agreed on `id`, or that has no TLS. */
function connected(id: string | undefined, secure = true): StringTransport {
  // Only this part of it counts here.
  return new StringTransport(secure ? { secure: { alpnProtocol: id } as TLSInfo } : {});
}

function site(): { h2: Recorder; http1: Recorder; factory: (otherwise: boolean) => ALPNFactory } {
  const [h2, http1] = [new Recorder(), new Recorder()];
  const old = Factory.from(() => http1);
  const byId = { h2: Factory.from(() => h2), "http/1.1": old };
  return { h2, http1, factory: (otherwise) => new ALPNFactory(byId, otherwise ? old : undefined) };
}

describe("ALPNFactory", () => {
  it("offers its protocols, the best first", () => {
    expect(site().factory(true).alpnProtocols).toEqual(["h2", "http/1.1"]);
  });

  it("is heard of through whatever is wrapped around it", () => {
    const factory = site().factory(true);
    for (const wrapping of [
      new LimitingFactory(factory),
      new HAProxyWrappingFactory(factory),
      new TimeoutFactory(factory),
      new LimitingFactory(new TimeoutFactory(factory)),
    ]) {
      expect(wrapping.alpnProtocols).toEqual(["h2", "http/1.1"]);
    }
    expect(new LimitingFactory(Factory.from(() => undefined)).alpnProtocols).toBeUndefined();
  });

  it("lets the protocol speak that was agreed on, from the first byte", () => {
    const { h2, http1, factory } = site();
    const transport = connected("h2");
    transport.start(factory(true).buildProtocol());
    expect(h2.heard).toEqual(["made"]);
    transport.deliver("PRI");
    expect(h2.text).toBe("PRI");
    expect(http1.heard).toEqual([]);
  });

  it("takes the default where ALPN or TLS wasn't used, or agreed on something else", () => {
    for (const transport of [connected(undefined), connected(undefined, false), connected("constructor")]) {
      const { http1, factory } = site();
      transport.start(factory(true).buildProtocol());
      expect(http1.heard).toEqual(["made"]);
    }
  });

  it("closes where there is no default", () => {
    const { http1, factory } = site();
    const transport = connected(undefined);
    const reasons = refusalsDuring(() => {
      transport.start(factory(false).buildProtocol());
    });
    expect(reasons).toHaveLength(1);
    expect(transport.disconnecting).toBe(true);
    expect(http1.heard).toEqual([]);
  });

  it("starts and stops its factories with itself", () => {
    const events: string[] = [];
    const inner = {
      buildProtocol: () => undefined,
      doStart: () => events.push("start"),
      doStop: () => events.push("stop"),
    };
    const factory = new ALPNFactory({ h2: inner, "http/1.1": inner }, inner);
    factory.doStart();
    factory.doStop();
    expect(events).toEqual(["start", "stop"]);
  });
});
