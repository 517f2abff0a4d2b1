import { fileURLToPath } from "node:url";
import { describe, expect, it } from "@jest/globals";
import { EndpointDescriptionError } from "../../src/endpoint/endpoint-error.js";
import { quoteArgument } from "../../src/endpoint/description.js";
import {
  clientFromString,
  datagramFromString,
  registerServerEndpoint,
  serverFromString,
} from "../../src/endpoint/from-string.js";
import { DatagramProtocol } from "../../src/protocol/datagram-protocol.js";
import { Factory } from "../../src/protocol/factory.js";
import { HAProxyWrappingFactory } from "../../src/protocol/policies/haproxy-wrapping-factory.js";
import { Protocol } from "../../src/protocol/protocol.js";
import { MemoryReactor } from "../../src/testing/memory-reactor/memory-reactor.js";

const fixture = (name: string): string =>
  quoteArgument(fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url)));
const pair = `key=${fixture("localhost.key")}:cert=${fixture("localhost.pem")}`;
const factory = Factory.forProtocol(class extends Protocol {});

async function listening(description: string): Promise<MemoryReactor> {
  const reactor = new MemoryReactor();
  await serverFromString(reactor, description).listen(factory);
  return reactor;
}

describe("serverFromString", () => {
  it("listens on TCP", async () => {
    const reactor = await listening("tcp:8080:interface=[::1]:backlog=5");
    expect(reactor.ports[0]?.request).toMatchObject({
      kind: "tcp",
      address: { port: 8080 },
      options: { interface: "::1", backlog: 5 },
    });
  });

  it("listens on TLS with the files it names", async () => {
    const reactor = await listening(`tls:8443:${pair}:alpn=h2,http/1.1:client-certificate=request`);
    expect(reactor.ports[0]?.request).toMatchObject({
      kind: "tls",
      tls: { alpnProtocols: ["h2", "http/1.1"], clientCertificate: "request" },
    });
  });

  it("fails to listen on TLS where a file is missing, and names it", async () => {
    const endpoint = serverFromString(new MemoryReactor(), "tls:8443:key=/none.key:cert=/none.pem");
    await expect(endpoint.listen(factory)).rejects.toMatchObject({
      code: "CANNOT_LISTEN",
      message: 'Cannot read "/none.key": there is no such file.',
    });
  });

  it("listens on a UNIX socket with an octal mode", async () => {
    const reactor = await listening("unix:/run/x.sock:mode=660");
    expect(reactor.ports[0]?.request).toMatchObject({
      kind: "unix",
      address: { path: "/run/x.sock" },
      options: { mode: 0o660 },
    });
  });

  it("accepts on an inherited descriptor", async () => {
    expect((await listening("fd:3")).ports[0]?.request.kind).toBe("fd");
  });

  it("wraps another endpoint for the PROXY protocol", async () => {
    const reactor = await listening("haproxy:trusted=192.0.2.0/24,[::1]:tcp:8080:backlog=7");
    const request = reactor.ports[0]?.request;
    expect(request).toMatchObject({ kind: "tcp", options: { backlog: 7 } });
    expect(request?.factory).toBeInstanceOf(HAProxyWrappingFactory);
  });

  it.each([
    ["gopher:70", /"gopher:" is no server endpoint \(there are tcp:, tls:/],
    ["tcp:", /the port is missing/],
    ["tls:8443", /a TLS server needs "key=FILE" and "cert=FILE"/],
    [`tls:8443:${pair}:client-certificate=maybe`, /is none of none, request, require/],
    ["unix:", /the socket's path is missing/],
    ["unix:/x:mode=999", /"mode=999" is not an octal mode/],
    ["fd:three", /"three" is not the number of a descriptor/],
    ["stdio:now", /"now" is one argument too many/],
    ["haproxy:", /the endpoint inside is missing/],
    ["haproxy:haproxy:tcp:x", /the port "x"/],
  ])("refuses %j", (description, message) => {
    const make = (): unknown => serverFromString(new MemoryReactor(), description);
    expect(make).toThrow(EndpointDescriptionError);
    expect(make).toThrow(message);
  });

  it("takes prefixes of other packages, once", async () => {
    registerServerEndpoint("test-only", (reactor, _description, make) => make("tcp:1234"));
    expect((await listening("haproxy:test-only:")).ports[0]?.request.address).toMatchObject({ port: 1234 });
    expect(() => {
      registerServerEndpoint("tcp", (_reactor, _description, make) => make("tcp:1"));
    }).toThrow(TypeError);
  });
});

describe("clientFromString", () => {
  it.each([
    ["tcp:192.0.2.1:25:localAddress=192.0.2.9", { kind: "tcp", options: { localAddress: "192.0.2.9" } }],
    ["tls:192.0.2.1:443:server-name=example.org:alpn=h2", { kind: "tls" }],
    ["unix:/run/x.sock", { kind: "unix" }],
    ["process:/bin/cat:-u", { kind: "process" }],
    ["proxy:192.0.2.7:3128:user=me:password=x:tls:example.org:443", { kind: "tcp" }],
  ])("connects to %j", (description, request) => {
    const reactor = new MemoryReactor();
    const connecting = clientFromString(reactor, description).connect(factory);
    expect(reactor.connects[0]?.request).toMatchObject(request);
    connecting.addErrback(() => undefined).cancel();
  });

  it.each([
    ["tcp:example.org", /the port is missing/],
    ["tcp::25", /the host is missing/],
    ["tcp:example.org:0", /the port "0" is not a whole number from 1/],
    ["tls:example.org:443:key=/k", /"key=" and "cert=" come together/],
    ["tls:example.org:443:ca=/none.pem", /Cannot read "\/none\.pem": there is no such file/],
    ["proxy:p:3128", /the endpoint inside is missing/],
    ["proxy:p:3128:unix:/x", /a tunnel ends in "tcp:" or "tls:", not in "unix:"/],
    ["proxy:p:3128:user=me:tcp:h:1", /"user=" and "password=" come together/],
  ])("refuses %j", (description, message) => {
    expect(() => clientFromString(new MemoryReactor(), description)).toThrow(message);
  });
});

describe("datagramFromString", () => {
  it("opens a UDP port", async () => {
    const reactor = new MemoryReactor();
    class Nothing extends DatagramProtocol {
      override datagramReceived(): void {
        // Nothing comes.
      }
    }
    const port = await datagramFromString(reactor, "udp:5353:interface=127.0.0.1").listen(new Nothing());
    expect(port.host).toMatchObject({ type: "udp", port: 5353, host: "127.0.0.1" });
    expect(() => datagramFromString(reactor, "tcp:53")).toThrow(/is no datagram endpoint/);
  });
});
