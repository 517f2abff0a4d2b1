import { describe, expect, it } from "@jest/globals";
import { ConnectionLost, ConnectionRefusedError, ConnectTimeoutError } from "@twist/core";
import { MemoryReactor } from "@twist/core/testing";
import { TrustedProxies } from "../../src/guards/trusted-proxies.js";
import { ReverseProxy } from "../../src/proxy/reverse-proxy.js";
import type { ReverseProxyOptions } from "../../src/proxy/reverse-proxy-options.js";
import { Resource } from "../../src/resources/resource.js";
import { resourceRequestHandler } from "../../src/resources/resource-handler.js";
import { ProxiedConnection, settled } from "./proxied-connection.js";

const upstreams = ["http://192.0.2.10"];
const GET = "GET /a?b HTTP/1.1\nHost: site.example\n\n";
const OK = "HTTP/1.1 200 OK\nContent-Length: 2\n\nok";
/** What the proxy adds to a request, as far as it is always the same. */
const ADDED = "X-Forwarded-For: 198.51.100.7\nX-Forwarded-Proto: http\nX-Forwarded-Host: site.example\n";

function serve(options: Partial<ReverseProxyOptions> = {}): ProxiedConnection & { readonly proxy: ReverseProxy } {
  const reactor = new MemoryReactor();
  const proxy = new ReverseProxy({ upstreams, pseudonym: "edge", reactor, ...options });
  return Object.assign(new ProxiedConnection(reactor, proxy.handle), { proxy });
}

describe("ReverseProxy", () => {
  it("hands a request on and its answer back, with Via both ways", async () => {
    const at = serve();
    await at.send("GET /a?b HTTP/1.1\nHost: site.example\nAccept: */*\n\n");
    const server = await at.accept();
    expect(server.received()).toBe(`GET /a?b HTTP/1.1\nHost: 192.0.2.10\nAccept: */*\nVia: 1.1 edge\n${ADDED}\n`);
    await server.send("HTTP/1.1 201 Made\nContent-Length: 2\nX-A: 1\nSet-Cookie: a=1\nSet-Cookie: b=2\n\nok");
    expect(at.answer()).toBe(
      "HTTP/1.1 201 Created\nX-A: 1\nSet-Cookie: a=1\nSet-Cookie: b=2\nVia: 1.1 edge\nContent-Length: 2\n\nok",
    );
  });

  it("keeps the connections of both sides for the next request", async () => {
    const at = serve();
    await at.send(GET);
    const server = await at.accept();
    await server.send(OK);
    at.answer();
    server.received();
    await at.send(GET);
    expect(at.attempts).toBe(1);
    expect(server.received()).toContain("GET /a?b HTTP/1.1");
    await server.send(OK);
    expect(at.answer()).toMatch(/ok$/);
  });

  it("answers pipelined requests in their order, whichever upstream answers first", async () => {
    const at = serve();
    await at.send(GET + GET);
    const first = await at.accept();
    const second = await at.accept();
    await second.send("HTTP/1.1 200 OK\nContent-Length: 6\n\nsecond");
    expect(at.answer()).toBe("");
    await first.send("HTTP/1.1 200 OK\nContent-Length: 5\n\nfirst");
    expect(at.answer()).toMatch(/first[^]*second$/);
  });

  it("drops the fields of one hop both ways, and those that Connection names", async () => {
    const at = serve();
    await at.send(
      "GET / HTTP/1.1\nHost: site.example\nConnection: X-Hop, keep-alive\nX-Hop: 1\nKeep-Alive: timeout=5\n" +
        "Proxy-Connection: keep-alive\nProxy-Authorization: Basic eA==\nTE: gzip\nTrailer: X\nUpgrade: h2c\nX-End: 1\n\n",
    );
    const server = await at.accept();
    expect(server.received()).toBe(`GET / HTTP/1.1\nHost: 192.0.2.10\nX-End: 1\nVia: 1.1 edge\n${ADDED}\n`);
    await server.send(
      "HTTP/1.1 200 OK\nConnection: X-Hop, close\nX-Hop: 1\nKeep-Alive: timeout=5\nProxy-Authenticate: Basic\n" +
        "Trailer: X\nUpgrade: h2c\nX-End: 1\nContent-Length: 0\n\n",
    );
    expect(at.answer()).toBe("HTTP/1.1 200 OK\nX-End: 1\nVia: 1.1 edge\nContent-Length: 0\n\n");
  });

  it("says which version it was spoken to", async () => {
    const at = serve();
    await at.send("GET / HTTP/1.0\nHost: site.example\n\n");
    const server = await at.accept();
    expect(server.received()).toContain("Via: 1.0 edge\n");
    await server.send("HTTP/1.0 200 OK\n\nto the end");
    server.wire.deliverEnd();
    await settled();
    expect(at.answer()).toBe("HTTP/1.1 200 OK\nVia: 1.0 edge\nConnection: close\n\nto the end");
  });

  it("frames what has no length anew, and hands on trailers both ways, save those that are for one hop", async () => {
    const at = serve();
    await at.send(
      "POST / HTTP/1.1\nHost: site.example\nTransfer-Encoding: chunked\nTE: trailers\nConnection: TE\n\n" +
        "3;ext\nabc\n0\nX-Sum: 1\n\n",
    );
    const server = await at.accept();
    expect(server.received()).toBe(
      "POST / HTTP/1.1\nHost: 192.0.2.10\nVia: 1.1 edge\nTE: trailers\nConnection: TE\n" +
        `${ADDED}Transfer-Encoding: chunked\n\n3\nabc\n0\nX-Sum: 1\n\n`,
    );
    await server.send("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n2;x=y\nde\n0\nX-Sum: 2\nProxy: 1\n\n");
    expect(at.answer()).toBe("HTTP/1.1 200 OK\nVia: 1.1 edge\nTransfer-Encoding: chunked\n\n2\nde\n0\nX-Sum: 2\n\n");
  });

  it("answers HEAD and 304 with the length of what isn't there", async () => {
    const at = serve();
    await at.send("HEAD / HTTP/1.1\nHost: site.example\n\n");
    const server = await at.accept();
    await server.send("HTTP/1.1 200 OK\nContent-Length: 1234\n\n");
    expect(at.answer()).toBe("HTTP/1.1 200 OK\nVia: 1.1 edge\nContent-Length: 1234\n\n");
    await at.send(GET);
    await server.send('HTTP/1.1 304 Not Modified\nContent-Length: 1234\nETag: "x"\n\n');
    expect(at.answer()).toBe('HTTP/1.1 304 Not Modified\nETag: "x"\nVia: 1.1 edge\nContent-Length: 1234\n\n');
  });

  it("waits with the body for the upstream's 100 Continue, where the client does", async () => {
    const at = serve();
    await at.send("POST / HTTP/1.1\nHost: site.example\nContent-Length: 5\nExpect: 100-continue\n\n");
    const server = await at.accept();
    expect(server.received()).toContain("Expect: 100-continue\n");
    expect(at.answer()).toBe("");
    await server.send("HTTP/1.1 100 Continue\n\n");
    expect(at.answer()).toBe("HTTP/1.1 100 Continue\n\n");
    await at.send("hello");
    expect(server.received()).toBe("hello");
    await server.send(OK);
    expect(at.answer()).toMatch(/ok$/);
  });

  it("doesn't ask a client for a body that its upstream refuses", async () => {
    const at = serve();
    await at.send("POST / HTTP/1.1\nHost: site.example\nContent-Length: 5\nExpect: 100-continue\n\n");
    const server = await at.accept();
    await server.send("HTTP/1.1 413 Too Large\nContent-Length: 0\n\n");
    expect(at.answer()).toBe("HTTP/1.1 413 Content Too Large\nVia: 1.1 edge\nContent-Length: 0\nConnection: close\n\n");
    expect(server.wire.aborted).toBeDefined();
  });

  it("hands on 103, and keeps 100 to itself", async () => {
    const at = serve();
    await at.send(GET);
    const server = await at.accept();
    await server.send("HTTP/1.1 100 Continue\n\nHTTP/1.1 103 Early Hints\nLink: </a.css>\n\n" + OK);
    expect(at.answer()).toBe(
      "HTTP/1.1 103 Early Hints\nLink: </a.css>\nVia: 1.1 edge\n\n" +
        "HTTP/1.1 200 OK\nVia: 1.1 edge\nContent-Length: 2\n\nok",
    );
  });

  it("answers TRACE and CONNECT with 405, and OPTIONS itself where it may go no further", async () => {
    const at = serve();
    expect(await at.ask("TRACE / HTTP/1.1\nHost: a\n\n")).toMatch(/^HTTP\/1.1 405 [^]*Allow: /);
    expect(await at.ask("OPTIONS / HTTP/1.1\nHost: a\nMax-Forwards: 0\n\n")).toMatch(/^HTTP\/1.1 204 /);
    await at.send("OPTIONS * HTTP/1.1\nHost: a\nMax-Forwards: 5\n\n");
    const server = await at.accept();
    expect(server.received()).toMatch(/^OPTIONS \* HTTP\/1.1\n[^]*Max-Forwards: 4\n/);
    await server.send(OK);
    at.answer();
    expect(await at.ask("CONNECT a:443 HTTP/1.1\nHost: a:443\n\n")).toMatch(/^HTTP\/1.1 405 /);
    expect(at.attempts).toBe(1);
  });
});

describe("ReverseProxy, about who asked and where", () => {
  it("hands the client's Host on where it is told to", async () => {
    const at = serve({ host: "client" });
    await at.send(GET);
    expect((await at.accept()).received()).toContain("Host: site.example\n");
  });

  it("adds to what a trusted proxy says, and keeps its word about scheme and host", async () => {
    const at = serve({ trustedProxies: new TrustedProxies(["198.51.100.0/24"]) });
    await at.send(
      "GET / HTTP/1.1\nHost: inner\nX-Forwarded-For: 203.0.113.5\nX-Forwarded-Proto: https\nX-Forwarded-Host: outer\n" +
        "Forwarded: for=1.1.1.1\n\n",
    );
    const text = (await at.accept()).received();
    expect(text).toContain("X-Forwarded-For: 203.0.113.5, 198.51.100.7\n");
    expect(text).toContain("X-Forwarded-Proto: https\n");
    expect(text).toContain("X-Forwarded-Host: outer\n");
    expect(text).not.toContain("1.1.1.1");
  });

  it("writes Forwarded where it is told to", async () => {
    const at = serve({ forwarded: "forwarded", trustedProxies: new TrustedProxies(["198.51.100.7"]) });
    await at.send("GET / HTTP/1.1\nHost: a:81\nForwarded: for=203.0.113.5\nX-Forwarded-For: 6.6.6.6\n\n");
    const text = (await at.accept()).received();
    expect(text).toContain('Forwarded: for=203.0.113.5, for=198.51.100.7;proto=http;host="a:81"\n');
    expect(text).not.toContain("6.6.6.6");
  });

  it("puts the upstream's path in front, and takes the prefix off", async () => {
    const at = serve({ upstreams: ["http://192.0.2.10/base/"], stripPrefix: "/api" });
    await at.send("GET /api/users?id=%2F HTTP/1.1\nHost: a\n\n");
    const server = await at.accept();
    expect(server.received()).toContain("GET /base/users?id=%2F HTTP/1.1");
    await server.send(OK);
    at.answer();
    expect(await at.ask("GET /apis HTTP/1.1\nHost: a\n\n")).toContain("404");
    await at.send("GET /api?x HTTP/1.1\nHost: a\n\n");
    expect(server.received()).toContain("GET /base/?x HTTP/1.1");
  });

  it("stands in a tree of resources, and hands on what is left of the path", async () => {
    const reactor = new MemoryReactor();
    const proxy = new ReverseProxy({ upstreams, reactor });
    const root = new Resource().putChild("a b", new Resource().putChild("app", proxy));
    const at = new ProxiedConnection(reactor, resourceRequestHandler(root));
    await at.send("GET /a%20b/app/x%2Fy/?q HTTP/1.1\nHost: a\n\n");
    const server = await at.accept();
    expect(server.received()).toContain("GET /x%2Fy/?q HTTP/1.1");
    await server.send("HTTP/1.1 302 Found\nLocation: http://192.0.2.10/login?x#y\nContent-Length: 0\n\n");
    expect(at.answer()).toContain("Location: /a%20b/app/login?x#y\n");
  });

  it.each([
    ["http://192.0.2.10/base/in?x", "/api/in?x"],
    ["/base/in", "/api/in"],
    ["http://192.0.2.10/elsewhere", "http://192.0.2.10/elsewhere"],
    ["https://192.0.2.10/base/in", "https://192.0.2.10/base/in"],
    ["http://other.example/base/", "http://other.example/base/"],
    ["in", "in"],
    ["//192.0.2.10/base", "//192.0.2.10/base"],
  ])("makes of the upstream's Location %s the one %s", async (location, expected) => {
    const at = serve({ upstreams: ["http://192.0.2.10/base"], stripPrefix: "/api" });
    await at.send("GET /api/ HTTP/1.1\nHost: a\n\n");
    await (await at.accept()).send(`HTTP/1.1 302 Found\nLocation: ${location}\nContent-Length: 0\n\n`);
    expect(at.answer()).toContain(`Location: ${expected}\n`);
  });

  it("lets fields be changed both ways", async () => {
    const at = serve({
      rewriteRequest: (headers, { path }) => headers.set("X-Path", path),
      rewriteResponse: (headers, { status }) => headers.set("X-Status", String(status)).delete("Server"),
    });
    await at.send(GET);
    const server = await at.accept();
    expect(server.received()).toContain("X-Path: /a\n");
    await server.send("HTTP/1.1 200 OK\nServer: secret\nContent-Length: 0\n\n");
    expect(at.answer()).toBe("HTTP/1.1 200 OK\nVia: 1.1 edge\nX-Status: 200\nContent-Length: 0\n\n");
  });
});

describe("ReverseProxy, when something goes wrong", () => {
  it.each([
    ["502", (): Error => new ConnectionRefusedError("no")],
    ["504", (): Error => new ConnectTimeoutError("late")],
  ])("answers %s where no connection can be made", async (status, error) => {
    const at = serve();
    await at.send(GET);
    await at.refuse(error());
    expect(at.answer()).toContain(`HTTP/1.1 ${status} `);
  });

  it("answers 504 to who waits for an answer for a minute", async () => {
    const at = serve();
    await at.send(GET);
    const server = await at.accept();
    await at.advance(59_999);
    expect(at.answer()).toBe("");
    await at.advance(1);
    expect(at.answer()).toContain("HTTP/1.1 504 Gateway Timeout");
    expect(server.wire.aborted).toBeDefined();
  });

  it("answers 504 where a connection takes longer than ten seconds", async () => {
    const late = serve({ upstreams: ["http://late.example"] });
    late.reactor.names.set("late.example", [{ host: "192.0.2.10", family: 4 }]);
    await late.send(GET);
    await late.advance(10_000);
    expect(late.answer()).toContain("HTTP/1.1 504 ");
  });

  it.each([
    "HTP/1.1 200 OK\n\n",
    "HTTP/1.1 200 OK\nContent-Length: 1\nContent-Length: 2\n\n",
    "HTTP/1.1 200 OK\nA : b\n\n",
  ])("answers 502 where the upstream breaks HTTP: %j", async (text) => {
    const at = serve();
    await at.send(GET);
    await (await at.accept()).send(text);
    expect(at.answer()).toContain("HTTP/1.1 502 Bad Gateway");
  });

  it("breaks off an answer that its upstream breaks off", async () => {
    const at = serve();
    await at.send(GET);
    const server = await at.accept();
    await server.send("HTTP/1.1 200 OK\nContent-Length: 10\n\nhalf");
    expect(at.answer()).toMatch(/half$/);
    server.wire.end(new ConnectionLost());
    await settled();
    expect(at.client.aborted).toBeDefined();
  });

  it("breaks off an answer of which nothing comes for a minute", async () => {
    const at = serve();
    await at.send(GET);
    await (await at.accept()).send("HTTP/1.1 200 OK\nContent-Length: 10\n\nhalf");
    await at.advance(60_000);
    expect(at.client.aborted).toBeDefined();
  });

  it("gives the upstream's request up when the client goes away", async () => {
    const at = serve();
    await at.send(GET);
    const server = await at.accept();
    at.client.end(new ConnectionLost());
    await settled();
    expect(server.wire.aborted).toBeDefined();
    expect(at.proxy.upstreams[0]?.pending).toBe(0);
    expect(at.proxy.upstreams[0]?.health.isAvailable(0)).toBe(true);
  });

  it("gives the upstream's request up when the client goes away in the middle of its answer", async () => {
    const at = serve();
    await at.send(GET);
    const server = await at.accept();
    await server.send("HTTP/1.1 200 OK\nContent-Length: 10\n\nhalf");
    at.client.end(new ConnectionLost());
    await settled();
    expect(server.wire.aborted).toBeDefined();
    expect(at.proxy.upstreams[0]?.pending).toBe(0);
  });

  it("gives the upstream's request up when the client breaks off its body, and says so to the client alone", async () => {
    const at = serve();
    await at.send("POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n3\nabc\nzzz\n");
    const server = await at.accept();
    await settled();
    expect(at.answer()).toContain("HTTP/1.1 400 ");
    expect(server.received()).not.toContain("\n0\n");
    expect(server.wire.aborted).toBeDefined();
  });

  it("refuses with 503 what is over maxPendingPerUpstream", async () => {
    const at = serve({ maxPendingPerUpstream: 2 });
    await at.send(GET + GET + GET);
    expect(at.attempts).toBe(2);
    const servers = [await at.accept(), await at.accept()];
    for (const server of servers) await server.send(OK);
    expect(at.answer()).toMatch(/200 OK[^]*200 OK[^]*503 Service Unavailable/);
    await at.send(GET);
    expect(at.answer()).toBe("");
  });

  it.each([
    [{ upstreams: [] }, TypeError],
    [{ upstreams: ["ftp://a"] }, TypeError],
    [{ upstreams: ["http://a/?q"] }, TypeError],
    [{ upstreams: ["http://u:p@a/"] }, TypeError],
    [{ stripPrefix: "api" }, TypeError],
    [{ stripPrefix: "/api/" }, TypeError],
    [{ pseudonym: "a b" }, TypeError],
    [{ maxTries: 0 }, RangeError],
    [{ headersTimeoutMs: -1 }, RangeError],
  ])("refuses options that can't be meant: %j", (options, error) => {
    expect(() => serve(options)).toThrow(error);
  });
});
