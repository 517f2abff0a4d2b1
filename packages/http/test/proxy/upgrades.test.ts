import { describe, expect, it } from "@jest/globals";
import { ConnectionDone, ConnectionLost } from "@twist/core";
import { MemoryReactor } from "@twist/core/testing";
import { ReverseProxy } from "../../src/proxy/reverse-proxy.js";
import type { ReverseProxyOptions } from "../../src/proxy/reverse-proxy-options.js";
import { ProxiedConnection, settled } from "./proxied-connection.js";

const ASK = "GET /chat HTTP/1.1\nHost: a\nConnection: Upgrade\nUpgrade: websocket\nSec-WebSocket-Key: k\n\n";
const SWITCH = "HTTP/1.1 101 Switching Protocols\nConnection: Upgrade\nUpgrade: WebSocket\nSec-WebSocket-Accept: x\n\n";

function serve(options: Partial<ReverseProxyOptions> = {}): ProxiedConnection {
  const reactor = new MemoryReactor();
  const proxy = new ReverseProxy({ upstreams: ["http://192.0.2.10"], pseudonym: "edge", reactor, ...options });
  return new ProxiedConnection(reactor, proxy.handle);
}

describe("an Upgrade through a ReverseProxy", () => {
  it("becomes a tunnel, with what either side has sent already as its first bytes", async () => {
    const at = serve();
    await at.send(`${ASK}early`);
    const server = await at.accept();
    expect(server.received()).toMatch(
      /^GET \/chat HTTP\/1.1\n[^]*Sec-WebSocket-Key: k\n[^]*Upgrade: websocket\nConnection: Upgrade\n/,
    );
    await server.send(`${SWITCH}welcome`);
    expect(at.answer()).toBe(
      "HTTP/1.1 101 Switching Protocols\nSec-WebSocket-Accept: x\nVia: 1.1 edge\nConnection: Upgrade\n" +
        "Upgrade: WebSocket\n\nwelcome",
    );
    expect(server.received()).toBe("early");
    at.client.deliver("\x81\x00");
    server.wire.deliver("\x82\x00");
    expect([server.wire.text(), at.client.text()]).toEqual(["\x81\x00", "\x82\x00"]);
    at.client.end(new ConnectionDone());
    await settled();
    expect(server.wire.disconnected).toBe(true);
  });

  it("loses no byte, wherever the wire cuts what both sides send", async () => {
    const fromClient = Buffer.from(`${ASK}ping`.replaceAll("\n", "\r\n"));
    const fromServer = Buffer.from(`${SWITCH}pong`.replaceAll("\n", "\r\n"));
    for (let cut = 1; cut < Math.max(fromClient.length, fromServer.length); cut++) {
      const at = serve();
      at.client.deliver(fromClient.subarray(0, cut));
      at.client.deliver(fromClient.subarray(cut));
      await settled();
      const { wire } = await at.accept();
      wire.deliver(fromServer.subarray(0, cut));
      await settled();
      wire.deliver(fromServer.subarray(cut));
      await settled();
      expect([wire.text().slice(-8), at.client.text().slice(-8)]).toEqual(["\r\n\r\nping", "\r\n\r\npong"]);
    }
  });

  it("is an ordinary answer where the server doesn't switch", async () => {
    const at = serve();
    await at.send(ASK);
    const server = await at.accept();
    await server.send("HTTP/1.1 426 Upgrade Required\nContent-Length: 2\n\nno");
    expect(at.answer()).toBe("HTTP/1.1 426 Upgrade Required\nVia: 1.1 edge\nContent-Length: 2\n\nno");
    await at.send("GET / HTTP/1.1\nHost: a\n\n");
    expect(server.received()).toContain("GET / HTTP/1.1\n");
  });

  it("is refused with 502 where the server switches to something else", async () => {
    const at = serve({ upgrades: ["websocket", "x"] });
    await at.send(ASK);
    const server = await at.accept();
    await server.send("HTTP/1.1 101 Switching Protocols\nConnection: Upgrade\nUpgrade: x\n\n");
    expect(at.answer()).toContain("HTTP/1.1 502 ");
    expect(server.wire.aborted).toBeDefined();
  });

  it.each([
    ["maxTunnels", { maxTunnels: 1 }],
    ["maxTunnelsPerAddress", { maxTunnelsPerAddress: 1 }],
  ])("is refused with 503 over %s, until another one ends", async (_name, options) => {
    const reactor = new MemoryReactor();
    const proxy = new ReverseProxy({ upstreams: ["http://192.0.2.10"], reactor, ...options });
    const open = async (): Promise<{ status: string; end: () => Promise<void> }> => {
      const at = new ProxiedConnection(reactor, proxy.handle);
      await at.send(ASK);
      const wire = reactor.connects.at(-1)?.accept()?.transport;
      await settled();
      wire?.deliver(SWITCH.replaceAll("\n", "\r\n"));
      await settled();
      const end = async (): Promise<void> => {
        at.client.end(new ConnectionDone());
        wire?.end();
        await settled();
      };
      return { status: at.answer().slice(9, 12), end };
    };
    const first = await open();
    const second = await open();
    await first.end();
    const third = await open();
    expect([first.status, second.status, third.status]).toEqual(["101", "503", "101"]);
  });

  it("ends when nothing has passed for tunnelIdleTimeoutMs", async () => {
    const at = serve({ tunnelIdleTimeoutMs: 5000 });
    await at.send(ASK);
    const server = await at.accept();
    await server.send(SWITCH);
    await at.advance(5000);
    expect(at.client.aborted).toBeDefined();
    expect(server.wire.aborted).toBeDefined();
  });

  it("is broken off on the other side too when the client's wire breaks", async () => {
    const at = serve();
    await at.send(ASK);
    const server = await at.accept();
    await server.send(SWITCH);
    at.client.end(new ConnectionLost());
    await settled();
    expect(server.wire.aborted).toBeDefined();
  });
});
