import { describe, expect, it } from "@jest/globals";
import { Protocol } from "../../src/protocol/protocol.js";
import { StringTransport } from "../../src/testing/string-transport.js";
import { ConnectionDone } from "../../src/transport/connection-errors.js";
import { Recorder } from "./recorder.js";

class Silent extends Protocol {}

describe("Protocol", () => {
  it("does nothing by itself, and is closed when its peer has closed", () => {
    const transport = new StringTransport();
    const protocol = new Silent();
    transport.start(protocol);
    expect(protocol.transport).toBe(transport);
    expect(protocol.factory).toBeUndefined();
    transport.deliver("whatever");
    expect(transport.text()).toBe("");
    expect(transport.connected).toBe(true);
    transport.deliverEnd();
    expect(transport.disconnecting).toBe(true);
    transport.end();
    expect(transport.connected).toBe(false);
  });

  it("hears connectionMade, dataReceived and connectionLost, in this order", () => {
    const transport = new StringTransport();
    const protocol = new Recorder();
    transport.start(protocol);
    transport.deliver("one");
    transport.end();
    expect(protocol.heard).toEqual(["made", "data", "lost"]);
    expect(protocol.reason).toBeInstanceOf(ConnectionDone);
  });
});
