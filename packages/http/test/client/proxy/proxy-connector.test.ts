import { afterEach, describe, expect, it } from "@jest/globals";
import { MemoryReactor, type StringTransport } from "@twist/core/testing";
import { Agent } from "../../../src/client/agent.js";
import { ProxyConnector, type ProxyConnectorOptions } from "../../../src/client/proxy/proxy-connector.js";
import { ProxyServer } from "../../../src/client/proxy/proxy-server.js";
import { reply } from "../memory-server.js";

describe("ProxyConnector", () => {
  let reactor = new MemoryReactor();
  let agent = new Agent({ reactor });

  function agentWith(options: ProxyConnectorOptions): Agent {
    reactor = new MemoryReactor();
    return (agent = new Agent({ reactor, connector: new ProxyConnector({ reactor, ...options }) }));
  }
  function accept(n = 0): StringTransport {
    const accepted = reactor.connects[n]?.accept();
    if (accepted === undefined) throw new Error("nobody connects");
    return accepted.transport;
  }
  afterEach(() => {
    void agent.abort();
  });

  it("asks for http in absolute-form, one connection for all origins, and says who asks", async () => {
    agentWith({ proxy: "http://user:p%40ss@192.0.2.99:3128" });
    const first = agent.request({ url: "http://a.example/x?y", headers: { "X-A": "1" } });
    expect(reactor.connects[0]?.request.peer).toMatchObject({ host: "192.0.2.99", port: 3128 });
    const wire = accept();
    expect(wire.takeText()).toBe(
      "GET http://a.example/x?y HTTP/1.1\r\nHost: a.example\r\nX-A: 1\r\nProxy-Authorization: Basic dXNlcjpwQHNz\r\n\r\n",
    );
    wire.deliver(reply());
    await first;
    const second = agent.request({ url: "http://b.example:81/", method: "OPTIONS", target: "*" });
    expect(wire.text()).toContain("OPTIONS http://b.example:81 HTTP/1.1\r\nHost: b.example:81\r\n");
    wire.deliver(reply());
    await second;
    expect(reactor.connects).toHaveLength(1);
  });

  it("asks for a tunnel for https, and speaks TLS with the server inside it", async () => {
    agentWith({ proxy: "http://user:pw@192.0.2.99:3128", tls: { ca: "CA" } });
    const pending = agent.request({ url: "https://a.example/secret", headers: { "X-A": "1" } });
    const wire = accept();
    expect(wire.text()).toBe(
      "CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\nProxy-Authorization: Basic dXNlcjpwdw==\r\n\r\n",
    );
    wire.deliver("HTTP/1.1 200 OK\r\n\r\n");
    const tls = reactor.tlsOver[0];
    expect(tls?.request.options).toMatchObject({
      role: "client",
      serverName: "a.example",
      ca: "CA",
      alpnProtocols: ["http/1.1"],
    });
    const { StringTransport: Wire } = await import("@twist/core/testing");
    const inner = new Wire({ clock: reactor });
    if (tls === undefined) throw new Error("no TLS");
    inner.start(tls.request.protocol);
    tls.result.callback();
    expect(inner.text()).toBe("GET /secret HTTP/1.1\r\nHost: a.example\r\nX-A: 1\r\n\r\n");
    inner.deliver(reply("ok"));
    expect(await (await pending).text()).toBe("ok");
  });

  it.each([
    ["says no", "HTTP/1.1 407 Auth\r\nContent-Length: 0\r\n\r\n", "PROXY_REFUSED"],
    ["sends bytes before the handshake", "HTTP/1.1 200 OK\r\n\r\nevil", "PROXY_REFUSED"],
    ["answers with something else", "HTTP/1.1 2x0 OK\r\n\r\n", "BAD_STATUS_LINE"],
  ])("fails where the proxy %s", async (_what, answer, code) => {
    agentWith({ proxy: "http://192.0.2.99:3128" });
    const pending = agent.request({ url: "https://a.example/" });
    const wire = accept();
    wire.deliver(answer);
    await expect(pending).rejects.toMatchObject({ code });
    expect(wire.disconnected).toBe(true);
    expect(reactor.tlsOver).toHaveLength(0);
  });

  it("fails where the proxy doesn't answer in time", async () => {
    agentWith({ proxy: "http://192.0.2.99:3128" });
    const pending = agent.request({ url: "https://a.example/" });
    accept();
    reactor.advance(10_000);
    await expect(pending).rejects.toMatchObject({ code: "REQUEST_TIMEOUT" });
  });

  it("goes directly where no proxy is chosen, and shares no connection between ways", async () => {
    const proxy = new ProxyServer("http://192.0.2.99:3128");
    agentWith({ proxy: (url) => (url.hostname === "192.0.2.1" ? undefined : proxy) });
    const direct = agent.request({ url: "http://192.0.2.1/" });
    expect(reactor.connects[0]?.request.peer).toMatchObject({ host: "192.0.2.1", port: 80 });
    const wire = accept();
    expect(wire.text()).toContain("GET / HTTP/1.1");
    wire.deliver(reply());
    await direct;
    agent.request({ url: "http://192.0.2.2/" }).addErrback(() => undefined);
    expect(reactor.connects).toHaveLength(2);
  });

  it("reaches a proxy of https by TLS", () => {
    agentWith({ proxy: "https://192.0.2.99" });
    agent.request({ url: "http://a.example/" }).addErrback(() => undefined);
    expect(reactor.connects[0]?.request).toMatchObject({ kind: "tls", peer: { port: 443 } });
  });
});
