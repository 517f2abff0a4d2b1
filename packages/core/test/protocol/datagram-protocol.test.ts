import { describe, expect, it } from "@jest/globals";
import { DatagramProtocol } from "../../src/protocol/datagram-protocol.js";
import type { DatagramTransport } from "../../src/transport/datagram-transport.js";

class Starting extends DatagramProtocol {
  started: DatagramTransport | undefined;

  override startProtocol(): void {
    this.started = this.transport;
  }

  override datagramReceived(): void {}
}

describe("DatagramProtocol", () => {
  it("has its transport when it starts", () => {
    // Only its identity counts here.
    const transport = {} as DatagramTransport;
    const protocol = new Starting();
    protocol.makeConnection(transport);
    expect(protocol.started).toBe(transport);
    expect(() => {
      protocol.connectionRefused();
      protocol.stopProtocol();
    }).not.toThrow();
  });
});
