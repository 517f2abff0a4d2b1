import { describe, expect, it } from "@jest/globals";
import { EndpointService } from "../../src/application/endpoint-service.js";
import { Factory } from "../../src/protocol/factory.js";
import { Protocol } from "../../src/protocol/protocol.js";
import { MemoryReactor } from "../../src/testing/memory-reactor/memory-reactor.js";
import { CannotListenError } from "../../src/transport/connection-errors.js";

class Silent extends Protocol {}
const factory = Factory.forProtocol(Silent);

describe("EndpointService", () => {
  it("tells where it listens, and no longer once it has stopped", async () => {
    const reactor = new MemoryReactor();
    const heard: unknown[] = [];
    const service = new EndpointService("tcp:8080", factory, {
      reactor,
      onListening: (address) => heard.push(address),
    });
    await service.startService();
    expect(service.address).toMatchObject({ type: "tcp", port: 8080 });
    expect(heard).toEqual([service.address]);
    await service.stopService();
    expect(service.address).toBeUndefined();
    expect(reactor.ports[0]?.listening).toBe(false);
  });

  it("fails to start where it can't listen, and may be started again", async () => {
    const reactor = new MemoryReactor();
    const heard: unknown[] = [];
    const service = new EndpointService("tcp:8080", factory, {
      reactor,
      onListening: (address) => heard.push(address),
    });
    const error = new CannotListenError("in use");
    reactor.listenError = error;
    await expect(service.startService()).rejects.toBe(error);
    expect(heard).toEqual([]);
    reactor.listenError = undefined;
    await service.startService();
    expect(heard).toHaveLength(1);
  });
});
