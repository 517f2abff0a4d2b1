import { describe, expect, it } from "@jest/globals";
import { serverFromString } from "../../src/endpoint/from-string.js";
import { Factory } from "../../src/protocol/factory.js";
import { Protocol } from "../../src/protocol/protocol.js";
import { MemoryReactor } from "../../src/testing/memory-reactor/memory-reactor.js";

describe("stdio:", () => {
  it("counts its one connection, so that stopping the server ends it", async () => {
    const reactor = new MemoryReactor();
    const port = await serverFromString(reactor, "stdio:").listen(Factory.forProtocol(class extends Protocol {}));
    expect(port.connections.size).toBe(1);
    const stopped = port.connections.finishAll(reactor, 1_000);
    const [stream] = reactor.streams;
    expect(stream?.disconnecting).toBe(true);
    stream?.end();
    await stopped;
    expect(port.connections.size).toBe(0);
  });
});
