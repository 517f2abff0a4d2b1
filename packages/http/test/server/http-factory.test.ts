import { describe, expect, it } from "@jest/globals";
import { Factory, Protocol } from "@twist/core";
import { SimulatedAuthority, SimulatedNetwork } from "@twist/core/testing";
import { Resource } from "../../src/resources/resource.js";
import { HTTPFactory } from "../../src/server/http-factory.js";
import { httpTimeouts } from "../../src/server/http-timeouts.js";

describe("HTTPFactory", () => {
  it("takes exactly one way to answer", () => {
    expect(() => new HTTPFactory({} as never)).toThrow(TypeError);
    expect(() => new HTTPFactory({ resource: new Resource(), onRequest: () => undefined } as never)).toThrow(TypeError);
  });

  it("refuses limits and time-outs that can't be any", () => {
    const onRequest = (): undefined => undefined;
    expect(() => new HTTPFactory({ onRequest, limits: { maxBodyBytes: -1 } })).toThrow(RangeError);
    expect(() => new HTTPFactory({ onRequest, timeouts: { headersTimeoutMs: 0 } })).toThrow(RangeError);
    expect(() => new HTTPFactory({ onRequest, timeouts: { headersTimeoutMs: Number.NaN } })).toThrow(RangeError);
  });

  it("offers HTTP/1.1 on a TLS port, and takes nobody who speaks something else", async () => {
    const network = new SimulatedNetwork();
    const authority = new SimulatedAuthority();
    const [server, client] = [network.host("server"), network.host("client")];
    const certificate = authority.issue(["server"]);
    await server.reactor.listenTLS(443, new HTTPFactory({ onRequest: () => undefined }), { certificate });
    const connect = (alpnProtocols: string[]): Promise<Protocol> => {
      const tls = { ca: authority.certificate, serverName: "server", alpnProtocols };
      const factory = Factory.from(() => new (class extends Protocol {})());
      const connected = client.reactor.connectTLS(server.addresses[0] ?? "", 443, factory, { tls });
      return Promise.all([connected, network.run(1_000)]).then(([protocol]) => protocol);
    };
    expect((await connect(["h2", "http/1.1"])).transport.secure?.alpnProtocol).toBe("http/1.1");
    expect((await connect([])).transport.secure?.alpnProtocol).toBeUndefined();
    await expect(connect(["imap"])).rejects.toMatchObject({ code: "TLS_HANDSHAKE_FAILED" });
  });

  it("sets itself as the factory of its protocols", () => {
    const factory = new HTTPFactory({ onRequest: () => undefined });
    expect(factory.buildProtocol().factory).toBe(factory);
  });
});

describe("httpTimeouts", () => {
  it("has the defaults that the README's table has", () => {
    expect(httpTimeouts()).toEqual({
      firstByteTimeoutMs: 10_000,
      headersTimeoutMs: 30_000,
      bodyGapTimeoutMs: 60_000,
      requestTimeoutMs: 300_000,
      keepAliveTimeoutMs: 65_000,
      writeStallTimeoutMs: 120_000,
    });
  });
});
