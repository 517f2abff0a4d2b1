import { afterEach, describe, expect, it } from "@jest/globals";
import { ConnectError, ConnectionDone, ConnectionLost } from "@twist/core";
import { Agent } from "../../src/client/agent.js";
import { EndpointConnector } from "../../src/client/endpoint-connector.js";
import { HeaderFieldError } from "../../src/wire/header-field-error.js";
import { MemoryServer, URL_A, URL_B, reply, settle } from "./memory-server.js";
import { UNIXClientEndpoint } from "@twist/core";

describe("Agent", () => {
  let server = new MemoryServer();
  const begin = (options = {}): MemoryServer => (server = new MemoryServer(options));
  afterEach(() => {
    void server.agent.abort();
  });

  it("sends a request with its Host and gives the response", async () => {
    begin();
    const pending = server.agent.request({ url: "http://192.0.2.10:8080/a%20b?c=d#e", headers: { "X-A": "1" } });
    const wire = server.accept();
    expect(wire.takeText()).toBe("GET /a%20b?c=d HTTP/1.1\r\nHost: 192.0.2.10:8080\r\nX-A: 1\r\n\r\n");
    wire.deliver("HTTP/1.1 200 Fine\r\nContent-Length: 2\r\nX-B: 2\r\n\r\nok");
    const response = await pending;
    expect([response.status, response.reason, response.ok, response.headers.get("x-b")]).toEqual([
      200,
      "Fine",
      true,
      "2",
    ]);
    expect(response.url).toBe("http://192.0.2.10:8080/a%20b?c=d#e");
    expect(await response.text()).toBe("ok");
  });

  it("uses a connection again, the one that was used last first", async () => {
    begin();
    const first = server.agent.request({ url: URL_A });
    const second = server.agent.request({ url: URL_A });
    const [a, b] = [server.accept(), server.accept()];
    a.deliver(reply("1"));
    b.deliver(reply("2"));
    expect(await (await first).text()).toBe("1");
    expect(await (await second).text()).toBe("2");
    expect(server.agent.idleConnections).toBe(2);
    b.clear();
    const third = server.agent.request({ url: URL_A });
    expect(b.text()).toContain("GET / ");
    b.deliver(reply("3"));
    expect(await (await third).text()).toBe("3");
    expect(server.attempts).toBe(2);
  });

  it("keeps the connections of two origins apart", async () => {
    begin();
    const first = server.agent.request({ url: URL_A });
    server.accept().deliver(reply());
    await first;
    void server.agent.request({ url: URL_B });
    expect(server.attempts).toBe(2);
    server.accept().deliver(reply());
  });

  it("lets requests wait beyond the limit of connections, and serves them in their order", async () => {
    begin({ maxConnectionsPerOrigin: 1 });
    const answers = [1, 2, 3].map((n) => server.agent.request({ url: `${URL_A}${String(n)}` }));
    expect(server.attempts).toBe(1);
    const wire = server.accept();
    for (const n of [1, 2, 3]) {
      expect(wire.takeText()).toContain(`GET /${String(n)} `);
      wire.deliver(reply(String(n)));
    }
    const texts = await Promise.all(answers.map(async (answer) => (await answer).text()));
    expect(texts).toEqual(["1", "2", "3"]);
  });

  it("fails a request beyond the limit of waiting ones", async () => {
    begin({ maxConnectionsPerOrigin: 1, maxWaitingRequests: 2 });
    const kept = [server.agent.request({ url: URL_A }), server.agent.request({ url: URL_A })];
    await expect(server.agent.request({ url: URL_A })).rejects.toMatchObject({ code: "POOL_EXHAUSTED" });
    const wire = server.accept();
    wire.deliver(reply());
    wire.deliver(reply());
    await Promise.all(kept);
  });

  it("closes an idle connection of another origin where the total is reached", async () => {
    begin({ maxConnections: 1 });
    const first = server.agent.request({ url: URL_A });
    const a = server.accept();
    a.deliver(reply());
    await first;
    const second = server.agent.request({ url: URL_B });
    expect(a.disconnected).toBe(true);
    server.accept().deliver(reply("b"));
    expect(await (await second).text()).toBe("b");
  });

  it("lets another origin's request wait while the total is in use, and serves it then", async () => {
    begin({ maxConnections: 1 });
    const first = server.agent.request({ url: URL_A });
    const second = server.agent.request({ url: URL_B });
    expect(server.attempts).toBe(1);
    server.accept().deliver(reply());
    await first;
    server.accept().deliver(reply("b"));
    expect(await (await second).text()).toBe("b");
  });

  it("closes a connection that has been idle for its time", async () => {
    begin({ idleTimeoutMs: 1000 });
    const first = server.agent.request({ url: URL_A });
    const wire = server.accept();
    wire.deliver(reply());
    await first;
    server.reactor.advance(999);
    expect(wire.disconnected).toBe(false);
    server.reactor.advance(1);
    expect(wire.disconnected).toBe(true);
    expect(server.agent.connections).toBe(0);
  });

  it.each([
    ["timeout=10", 9000],
    ["max=5, timeout = 3", 2000],
    ["timeout=x", 4000],
    ["timeout=999999", 599_000],
  ])("keeps a connection by the hint %s for %d ms", async (hint, keptMs) => {
    begin();
    const first = server.agent.request({ url: URL_A });
    const wire = server.accept();
    wire.deliver(`HTTP/1.1 204 None\r\nKeep-Alive: ${hint}\r\n\r\n`);
    await first;
    server.reactor.advance(keptMs - 1);
    expect(wire.disconnected).toBe(false);
    server.reactor.advance(1);
    expect(wire.disconnected).toBe(true);
  });

  it("doesn't keep a connection whose server says that it closes within the margin", async () => {
    begin();
    const first = server.agent.request({ url: URL_A });
    const wire = server.accept();
    wire.deliver("HTTP/1.1 204 None\r\nKeep-Alive: timeout=1\r\n\r\n");
    await first;
    expect(wire.disconnected).toBe(true);
  });

  it.each(["HTTP/1.1 204 None\r\nConnection: close\r\n\r\n", "HTTP/1.0 204 None\r\n\r\n"])(
    "doesn't keep a connection after %j",
    async (head) => {
      begin();
      const first = server.agent.request({ url: URL_A });
      const wire = server.accept();
      wire.deliver(head);
      await first;
      expect(wire.disconnected).toBe(true);
      expect(server.agent.connections).toBe(0);
    },
  );

  it("repeats a request once where an idle connection turns out to be dead", async () => {
    begin();
    const first = server.agent.request({ url: URL_A });
    const old = server.accept();
    old.deliver(reply());
    await first;
    const second = server.agent.request({ url: URL_A, method: "PUT", body: "x" });
    old.end(new ConnectionLost());
    const fresh = server.accept();
    expect(fresh.text()).toContain("PUT / ");
    fresh.deliver(reply("again"));
    expect(await (await second).text()).toBe("again");
  });

  it.each([
    ["a POST, which may have had its effect", { method: "POST", body: "x" }],
    ["a body that can't be read twice", { method: "PUT", body: once() }],
  ])("doesn't repeat %s", async (_what, options) => {
    begin();
    const first = server.agent.request({ url: URL_A });
    const old = server.accept();
    old.deliver(reply());
    await first;
    const second = server.agent.request({ url: URL_A, ...options });
    await settle();
    old.end(new ConnectionLost());
    await expect(second).rejects.toMatchObject({ code: "CONNECTION_CLOSED" });
    expect(server.attempts).toBe(1);
  });

  it("doesn't repeat a request whose answer had begun, nor one on a fresh connection", async () => {
    begin();
    const first = server.agent.request({ url: URL_A });
    const wire = server.accept();
    wire.end(new ConnectionDone());
    await expect(first).rejects.toMatchObject({ code: "CONNECTION_CLOSED" });
    const second = server.agent.request({ url: URL_A });
    const other = server.accept();
    other.deliver(reply());
    await second;
    const third = server.agent.request({ url: URL_A });
    other.deliver("HTTP/1.1 2");
    other.end(new ConnectionLost());
    await expect(third).rejects.toMatchObject({ code: "CONNECTION_CLOSED" });
    expect(server.attempts).toBe(2);
  });

  it("gives the error of connecting to the request that waited", async () => {
    begin();
    const pending = server.agent.request({ url: URL_A });
    server.refuse(new ConnectError("No."));
    await expect(pending).rejects.toBeInstanceOf(ConnectError);
    expect(server.agent.connections).toBe(0);
  });

  it("fails with the connect time-out", async () => {
    begin({ connectTimeoutMs: 500 });
    const pending = server.agent.request({ url: URL_A });
    server.reactor.advance(500);
    await expect(pending).rejects.toMatchObject({ code: "CONNECT_TIMEOUT" });
  });

  it("gives up connecting when the only request that waited is aborted", async () => {
    begin();
    const controller = new AbortController();
    const pending = server.agent.request({ url: URL_A, signal: controller.signal });
    controller.abort(new Error("enough"));
    await expect(pending).rejects.toThrow("enough");
    expect(server.reactor.connects[0]?.pending).toBe(false);
    expect(server.agent.connections).toBe(0);
  });

  it("closes: takes no more requests, and waits for those that are under way", async () => {
    begin();
    const first = server.agent.request({ url: URL_A });
    const wire = server.accept();
    const closed = server.agent.close();
    expect(closed.called).toBe(false);
    await expect(server.agent.request({ url: URL_A })).rejects.toMatchObject({ code: "AGENT_CLOSED" });
    wire.deliver(reply("last"));
    expect(await (await first).text()).toBe("last");
    await closed;
    expect(wire.disconnected).toBe(true);
  });

  it("aborts what is under way", async () => {
    begin();
    const first = server.agent.request({ url: URL_A });
    server.accept();
    const second = server.agent.request({ url: URL_B });
    const done = server.agent.abort();
    await expect(first).rejects.toMatchObject({ code: "AGENT_CLOSED" });
    await expect(second).rejects.toMatchObject({ code: "AGENT_CLOSED" });
    await done;
  });

  it("connects to a UNIX socket for every URL, with the URL's Host", () => {
    begin();
    const agent = new Agent({
      reactor: server.reactor,
      connector: new EndpointConnector(new UNIXClientEndpoint(server.reactor, "/run/x.sock")),
    });
    agent.request({ url: "http://docker/info" }).addErrback(() => undefined);
    expect(server.reactor.connects[0]?.request.peer).toEqual({ type: "unix", path: "/run/x.sock" });
    expect(server.accept().text()).toBe("GET /info HTTP/1.1\r\nHost: docker\r\n\r\n");
    void agent.abort();
  });

  it("asks for http/1.1 by ALPN, with the name checked, for https", () => {
    begin();
    server.reactor.names.set("example.org", [{ host: "192.0.2.10", family: 4 }]);
    const pending = server.agent.request({ url: "https://example.org/" });
    pending.addErrback(() => undefined);
    expect(server.reactor.connects[0]?.request.tls).toMatchObject({
      serverName: "example.org",
      alpnProtocols: ["http/1.1"],
    });
    expect(server.reactor.connects[0]?.request.peer).toMatchObject({ port: 443 });
  });

  it.each(["ftp://example.org/", "http://user:secret@example.org/", "http://user@example.org/", "nonsense"])(
    "refuses the URL %s",
    (url) => {
      begin();
      expect(() => server.agent.request({ url })).toThrow(/url/i);
    },
  );

  it.each([
    [{ method: "GET /x HTTP/1.1\r\nX: y" }],
    [{ headers: { "X-A": "1\r\nX-B: 2" } }],
    [{ headers: { "X-A\r\nX-B": "2" } }],
    [{ headers: { "X-A": "\u010d\u010aX-B: 2" } }],
    [{ headers: { "X-A": "a\0b" } }],
  ])("refuses to be made to split a request by %j", (options) => {
    begin();
    expect(() => server.agent.request({ url: URL_A, ...options })).toThrow(HeaderFieldError);
    expect(server.attempts).toBe(0);
  });

  it("fails a request whose framing contradicts itself, and goes on with the next one", async () => {
    begin({ maxConnectionsPerOrigin: 1 });
    const bad = server.agent.request({ url: URL_A, method: "POST", body: "abc", headers: { "Content-Length": "2" } });
    const worse = server.agent.request({ url: URL_A, headers: { "Transfer-Encoding": "chunked" } });
    const good = server.agent.request({ url: URL_A });
    const wire = server.accept();
    await expect(bad).rejects.toBeInstanceOf(TypeError);
    await expect(worse).rejects.toBeInstanceOf(TypeError);
    expect(wire.text()).toBe("GET / HTTP/1.1\r\nHost: 192.0.2.10\r\n\r\n");
    wire.deliver(reply("fine"));
    expect(await (await good).text()).toBe("fine");
  });
});

async function* once(): AsyncGenerator<string> {
  yield "x";
}
