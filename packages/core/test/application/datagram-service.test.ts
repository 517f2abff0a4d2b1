import { describe, expect, it } from "@jest/globals";
import { DatagramService } from "../../src/application/datagram-service.js";
import { EndpointDescriptionError } from "../../src/endpoint/endpoint-error.js";
import { DatagramProtocol } from "../../src/protocol/datagram-protocol.js";
import { MemoryReactor } from "../../src/testing/memory-reactor/memory-reactor.js";
import { CannotListenError } from "../../src/transport/connection-errors.js";

class Silent extends DatagramProtocol {
  override datagramReceived(): void {
    // Says nothing.
  }
}

describe("DatagramService", () => {
  it("tells where it listens, and no longer once it has stopped", async () => {
    const reactor = new MemoryReactor();
    const heard: unknown[] = [];
    const service = new DatagramService("udp:5353", new Silent(), {
      reactor,
      onListening: (address) => heard.push(address),
    });
    await service.startService();
    expect(service.address).toMatchObject({ type: "udp", port: 5353 });
    expect(heard).toEqual([service.address]);
    await service.stopService();
    expect(service.address).toBeUndefined();
  });

  it("fails to start where it can't listen, and may be started again", async () => {
    const reactor = new MemoryReactor();
    const service = new DatagramService("udp:5353", new Silent(), { reactor });
    const error = new CannotListenError("in use");
    reactor.listenError = error;
    await expect(service.startService()).rejects.toBe(error);
    reactor.listenError = undefined;
    await service.startService();
    expect(() => service.startService()).toThrow("has started already");
  });

  it("refuses the description of a stream", () => {
    expect(() => new DatagramService("tcp:53", new Silent(), { reactor: new MemoryReactor() })).toThrow(
      EndpointDescriptionError,
    );
  });
});
