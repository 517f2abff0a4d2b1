import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { logPublisher, type LogEvent } from "../../src/logging/log-publisher.js";
import { buildProtocol } from "../../src/protocol/build-protocol.js";
import { Factory } from "../../src/protocol/factory.js";
import { HAProxyWrappingFactory } from "../../src/protocol/policies/haproxy-wrapping-factory.js";
import { LimitingFactory } from "../../src/protocol/policies/limiting-factory.js";
import { TimeoutFactory } from "../../src/protocol/policies/timeout-factory.js";
import { StringTransport } from "../../src/testing/string-transport.js";
import { ipAddress } from "../../src/transport/address.js";
import { Recorder } from "./recorder.js";
import { refusalsDuring } from "./refusals.js";

const peer = ipAddress("tcp", "192.0.2.1", 1);
const recorders = Factory.forProtocol(Recorder);
const refusing = Factory.from(() => undefined);

const events: LogEvent[] = [];
let stopObserving: () => void = () => undefined;
beforeEach(() => {
  events.length = 0;
  stopObserving = logPublisher.addObserver((event) => events.push(event));
});
afterEach(() => {
  stopObserving();
});

/** A factory that has all the connections it takes. */
function full(): LimitingFactory<Recorder> {
  const factory = new LimitingFactory(recorders, { maxConnections: 1 });
  const first = factory.buildProtocol(peer);
  if (first !== undefined) new StringTransport({ peer }).start(first);
  return factory;
}

describe("buildProtocol", () => {
  it("gives what the factory builds, and tells of nothing", () => {
    const reasons = refusalsDuring(() => {
      expect(buildProtocol(recorders, peer)).toBeInstanceOf(Recorder);
    });
    expect([reasons, events]).toEqual([[], []]);
  });

  it("tells once of each refusal: with the policy's reason, or that it was the factory", () => {
    const untrusting = new HAProxyWrappingFactory(recorders, { trusted: ["198.51.100.1"] });
    const reasons = refusalsDuring(() => {
      for (const factory of [refusing, full(), refusing, new TimeoutFactory(full()), untrusting, refusing]) {
        expect(buildProtocol(factory, peer)).toBeUndefined();
      }
    });
    const unnamed = "the factory refused it";
    expect(reasons).toEqual([unnamed, "maxConnections", unnamed, "maxConnections", "not a trusted proxy", unnamed]);
  });

  it("takes an exception for a refusal, and logs it", () => {
    const error = new Error("Oops.");
    const thrown: unknown[] = [];
    const throwing = Factory.from((): Recorder => {
      throw error;
    });
    const reasons = refusalsDuring(() => {
      expect(buildProtocol(throwing, peer, (cause) => thrown.push(cause))).toBeUndefined();
    });
    expect([reasons, thrown]).toEqual([["the factory threw"], [error]]);
    expect(events.map(({ level, error: cause }) => [level, cause])).toEqual([["error", error]]);
  });
});
