import { describe, expect, it } from "@jest/globals";
import { ConnectionDone, ConnectionLost, ConnectionRefusedError } from "@twist/core";
import { InMemoryChecker, Portal, type Realm } from "@twist/core/cred";
import { MemoryReactor } from "@twist/core/testing";
import { AuthGuard } from "../../src/guards/auth-guard.js";
import { BasicScheme } from "../../src/guards/basic-scheme.js";
import { ForwardProxy } from "../../src/proxy/forward-proxy.js";
import type { ForwardProxyOptions } from "../../src/proxy/forward-proxy-options.js";
import { ProxiedConnection, settled } from "./proxied-connection.js";

const allowedAddresses = ["192.0.2.0/24"];
const GET = "GET http://192.0.2.1:8080/a?b HTTP/1.1\nHost: 192.0.2.1:8080\n\n";
const CONNECT = "CONNECT 192.0.2.1:443 HTTP/1.1\nHost: 192.0.2.1:443\n\n";
const OK = "HTTP/1.1 200 OK\nContent-Length: 2\n\nok";

function serve(options: ForwardProxyOptions = {}): ProxiedConnection {
  const reactor = new MemoryReactor();
  const proxy = new ForwardProxy({ pseudonym: "edge", reactor, allowedAddresses, ...options });
  return new ProxiedConnection(reactor, proxy.handle);
}

describe("ForwardProxy", () => {
  it("fetches what is asked for in absolute-form, and keeps the connection for the next request", async () => {
    const at = serve();
    await at.send(
      "GET http://192.0.2.1:8080/a?b HTTP/1.1\nHost: x\nProxy-Connection: keep-alive\nProxy-Authorization: Basic eA==\n" +
        "X-Forwarded-For: 203.0.113.1\n\n",
    );
    const server = await at.accept();
    expect(server.received()).toBe(
      "GET /a?b HTTP/1.1\nHost: 192.0.2.1:8080\nX-Forwarded-For: 203.0.113.1\nVia: 1.1 edge\n\n",
    );
    await server.send(OK);
    expect(at.answer()).toBe("HTTP/1.1 200 OK\nVia: 1.1 edge\nContent-Length: 2\n\nok");
    await at.send(GET);
    expect(server.received()).toContain("GET /a?b");
  });

  it("hands on a body, with its trailers", async () => {
    const at = serve();
    await at.send("PUT http://192.0.2.1:8080/ HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n2\nhi\n0\nX-Sum: 1\n\n");
    expect((await at.accept()).received()).toMatch(/\n\n2\nhi\n0\nX-Sum: 1\n\n$/);
  });

  it("asks for the options of a whole server where no path is given", async () => {
    const at = serve();
    await at.send("OPTIONS http://192.0.2.1:8080 HTTP/1.1\nHost: x\n\n");
    expect((await at.accept()).received()).toMatch(/^OPTIONS \* HTTP\/1.1\nHost: 192.0.2.1:8080\n/);
  });

  it.each(["GET / HTTP/1.1", "GET https://192.0.2.1/ HTTP/1.1", "GET ftp://192.0.2.1/ HTTP/1.1", "OPTIONS * HTTP/1.1"])(
    "answers 400 to what it can't fetch: %s",
    async (line) => {
      const at = serve();
      expect(await at.ask(`${line}\nHost: 192.0.2.1\n\n`)).toContain("HTTP/1.1 400 ");
    },
  );

  it("answers 502 where the server can't be reached, and 504 where it is too slow", async () => {
    const at = serve({ headersTimeoutMs: 1000 });
    await at.send(GET);
    await at.refuse(new ConnectionRefusedError("no"));
    expect(at.answer()).toContain("502");
    await at.send(CONNECT);
    await at.refuse(new ConnectionRefusedError("no"));
    expect(at.answer()).toContain("502");
    await at.send(GET);
    await at.accept();
    await at.advance(1000);
    expect(at.answer()).toContain("504");
    await at.send(CONNECT);
    await at.advance(10_000);
    expect(at.answer()).toContain("504");
    expect(await at.ask("GET http://nowhere.example/ HTTP/1.1\nHost: x\n\n")).toContain("502");
  });

  it("refuses with 503 what is over maxPending", async () => {
    const at = serve({ maxPending: 1 });
    await at.send(GET + GET);
    await (await at.accept()).send(OK);
    expect(at.answer()).toMatch(/200 OK[^]*503 Service Unavailable/);
  });

  it("makes a tunnel, byte for byte, with what the client has sent already first", async () => {
    const at = serve();
    await at.send(`${CONNECT}\x16\x03early`);
    const server = await at.accept();
    expect(at.answer()).toBe("HTTP/1.1 200 OK\n\n");
    expect(server.wire.text("latin1")).toBe("\x16\x03early");
    await server.send("late");
    expect(at.answer()).toBe("late");
    server.wire.end(new ConnectionDone());
    await settled();
    expect(at.client.disconnected).toBe(true);
  });

  it("closes one direction of a tunnel where one is closed", async () => {
    const at = serve();
    await at.send(CONNECT);
    const server = await at.accept();
    at.client.deliverEnd();
    expect([server.wire.writeClosed, at.client.disconnected]).toEqual([true, false]);
    await server.send("still here");
    expect(at.answer()).toMatch(/still here$/);
  });

  it("gives a connection up that its client doesn't wait for", async () => {
    const at = serve();
    await at.send(CONNECT);
    at.client.end(new ConnectionLost());
    await settled();
    expect(at.reactor.connects[0]?.pending).toBe(false);
  });

  it("refuses with 503 tunnels over maxTunnels, and counts those that ended no more", async () => {
    const reactor = new MemoryReactor();
    const { handle } = new ForwardProxy({ reactor, allowedAddresses, maxTunnels: 1 });
    const first = new ProxiedConnection(reactor, handle);
    const second = new ProxiedConnection(reactor, handle);
    await first.send(CONNECT);
    expect(await second.ask(CONNECT)).toContain("503");
    await first.refuse(new ConnectionRefusedError("no"));
    await second.send(CONNECT);
    expect(reactor.connects).toHaveLength(2);
  });

  it("ends a tunnel through which nothing passes for five minutes", async () => {
    const at = serve();
    await at.send(CONNECT);
    const server = await at.accept();
    await at.advance(300_000);
    expect([at.client.aborted, server.wire.aborted]).not.toContain(undefined);
  });

  it("asks for credentials with 407, and doesn't hand them on", async () => {
    const reactor = new MemoryReactor();
    const realm: Realm<string> = { requestAvatar: ({ avatarId }) => ({ avatar: avatarId }) };
    const portal = new Portal(realm, [new InMemoryChecker({ ada: "lovelace" })], { throttle: false });
    const guard = AuthGuard.forProxy(portal, [new BasicScheme("proxy")]);
    const proxy = new ForwardProxy({ reactor, allowedAddresses });
    const at = new ProxiedConnection(reactor, guard.protect(proxy.handle));
    expect(await at.ask(GET)).toMatch(/^HTTP\/1.1 407 [^]*Proxy-Authenticate: Basic realm="proxy"/);
    const authorization = Buffer.from("ada:lovelace").toString("base64");
    at.client.deliver(
      GET.replace("\n\n", `\nProxy-Authorization: Basic ${authorization}\n\n`).replaceAll("\n", "\r\n"),
    );
    await settled();
    const server = await at.accept();
    expect(server.received()).not.toContain("Proxy-Authorization");
  });
});
