import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { formatConnectRequest, HTTPConnectProtocol, maxProxyResponseBytes } from "../../src/endpoint/http-connect.js";
import { ConnectError, ConnectionDone } from "../../src/transport/connection-errors.js";
import { StringTransport } from "../../src/testing/string-transport.js";

function connected(): { protocol: HTTPConnectProtocol; transport: StringTransport } {
  const protocol = new HTTPConnectProtocol({ host: "example.org", port: 443 });
  const transport = new StringTransport();
  protocol.makeConnection(transport);
  return { protocol, transport };
}

describe("formatConnectRequest", () => {
  it("asks for the host and port, in brackets where it is IPv6", () => {
    expect(formatConnectRequest({ host: "example.org", port: 443 })).toBe(
      "CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n",
    );
    expect(formatConnectRequest({ host: "::1", port: 25 })).toMatch(/^CONNECT \[::1\]:25 /);
  });

  it("logs in with Basic", () => {
    expect(
      formatConnectRequest({ host: "a", port: 1, credentials: { user: "Aladdin", password: "open sesame" } }),
    ).toContain("\r\nProxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n");
  });

  it.each(["a\r\nX: y", "a b", "é", ""])("refuses the host %j", (host) => {
    expect(() => formatConnectRequest({ host, port: 1 })).toThrow(TypeError);
  });
});

describe("HTTPConnectProtocol", () => {
  it("fires with what came after the proxy's answer, wherever that is cut", async () => {
    const answer = "HTTP/1.1 200 Connection established\r\nVia: x\r\n\r\nSSH-2.0";
    await fc.assert(
      fc.asyncProperty(fc.nat(answer.length), async (cut) => {
        const { protocol } = connected();
        protocol.dataReceived(Buffer.from(answer.slice(0, cut)));
        if (cut < answer.length) protocol.dataReceived(Buffer.from(answer.slice(cut)));
        const { leftover } = await protocol.tunnel;
        expect("SSH-2.0".startsWith(leftover.toString())).toBe(true);
      }),
    );
  });

  it.each([
    ["HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", /refused the tunnel: "HTTP\/1\.1 407/],
    ["SSH-2.0-OpenSSH\r\n\r\n\r\n", /did not answer in HTTP/],
    ["x".repeat(maxProxyResponseBytes + 1), /has no end/],
  ])("fails with what the proxy said: %#", async (answer, message) => {
    const { protocol, transport } = connected();
    protocol.dataReceived(Buffer.from(answer));
    await expect(protocol.tunnel).rejects.toThrow(message);
    expect(transport.disconnecting).toBe(true);
  });

  it("fails when the proxy closes before it answers", async () => {
    const { protocol } = connected();
    protocol.connectionLost(new ConnectionDone());
    await expect(protocol.tunnel).rejects.toBeInstanceOf(ConnectError);
  });
});
