import { describe, expect, it } from "@jest/globals";
import { ipAddress, Protocol } from "@twist/core";
import { StringTransport } from "@twist/core/testing";
import { HTTPFactory, type HTTPServerOptions } from "../../src/server/http-factory.js";
import type { RequestHandler } from "../../src/server/request-handler.js";
import { sendStatus } from "../../src/server/send-status.js";

function connector(options: HTTPServerOptions & { onRequest?: RequestHandler }): (host: string) => StringTransport {
  const factory = new HTTPFactory({
    onRequest: (_request, response) => {
      sendStatus(response, 204);
    },
    ...options,
  });
  return (host) => {
    const transport = new StringTransport({ peer: ipAddress("tcp", host, 5000) });
    transport.start(factory.buildProtocol());
    return transport;
  };
}

function answered(transport: StringTransport): boolean {
  if (transport.aborted === undefined) transport.deliver("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  return transport.text().startsWith("HTTP/1.1 204");
}

describe("the limits on connections", () => {
  it("closes connections beyond maxConnections, and admits new ones once others are gone", () => {
    const connect = connector({ maxConnections: 2 });
    const transports = ["192.0.2.1", "192.0.2.2", "192.0.2.3"].map(connect);
    expect(transports.map(answered)).toEqual([true, true, false]);
    for (const transport of transports) transport.end();
    expect(["192.0.2.4", "192.0.2.5", "192.0.2.6"].map(connect).map(answered)).toEqual([true, true, false]);
  });

  it("closes connections beyond maxConnectionsPerAddress, and nobody else's", () => {
    const connect = connector({ maxConnectionsPerAddress: 1 });
    expect(["192.0.2.1", "192.0.2.1", "192.0.2.2"].map(connect).map(answered)).toEqual([true, false, true]);
  });

  it("counts a connection that speaks something else by now, until it ends", () => {
    const connect = connector({
      maxConnections: 1,
      onRequest: (_request, response) => {
        response.upgrade(new (class extends Protocol {})());
      },
    });
    const upgraded = connect("192.0.2.1");
    upgraded.deliver("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n");
    expect(upgraded.text()).toContain(" 101 ");
    expect(connect("192.0.2.2").aborted).toBeDefined();
    upgraded.end();
    expect(connect("192.0.2.3").aborted).toBeUndefined();
  });

  it("refuses a limit that can't be one", () => {
    expect(() => connector({ maxConnections: 0 })).toThrow(RangeError);
  });
});
