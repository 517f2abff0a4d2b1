import { describe, expect, it } from "@jest/globals";
import { ConnectionLost, ConnectionRefusedError } from "@twist/core";
import { MemoryReactor } from "@twist/core/testing";
import { HealthChecks } from "../../src/proxy/health-checks.js";
import { ReverseProxy } from "../../src/proxy/reverse-proxy.js";
import type { ReverseProxyOptions } from "../../src/proxy/reverse-proxy-options.js";
import { ProxiedConnection, settled } from "./proxied-connection.js";

const upstreams = ["http://192.0.2.1", "http://192.0.2.2", "http://192.0.2.3"];
const GET = "GET / HTTP/1.1\nHost: a\n\n";
const POST = "POST / HTTP/1.1\nHost: a\nContent-Length: 2\n\nhi";
const OK = "HTTP/1.1 200 OK\nContent-Length: 0\nConnection: close\n\n";
const refused = new ConnectionRefusedError("no");

class Cluster extends ProxiedConnection {
  readonly proxy: ReverseProxy;

  constructor(options: Partial<ReverseProxyOptions> = {}) {
    const reactor = new MemoryReactor();
    const backoff = (times: number): number => times * 1000;
    const proxy = new ReverseProxy({ upstreams, reactor, backoff, ...options });
    super(reactor, proxy.handle);
    this.proxy = proxy;
  }

  /** Which upstreams have been connected to, by the last number of their addresses. */
  get asked(): string {
    return this.reactor.connects
      .map(({ request: { peer } }) => (peer.type === "tcp" ? peer.host.slice(-1) : ""))
      .join("");
  }

  /** A request that its upstream answers. */
  async succeed(): Promise<void> {
    await this.send(GET);
    await (await this.accept()).send(OK);
    expect(this.answer()).toContain("200 OK");
  }

  /** A request that the next upstreams can't be reached for. */
  async fail(times = 1): Promise<string> {
    await this.send(GET);
    for (let i = 0; i < times; i++) await this.refuse(refused);
    return this.answer().slice(9, 12);
  }
}

describe("several upstreams", () => {
  it("get requests in turn", async () => {
    const cluster = new Cluster();
    for (let i = 0; i < 6; i++) await cluster.succeed();
    expect(cluster.asked).toBe("123123");
  });

  it("get fewer requests while they have more under way", async () => {
    const cluster = new Cluster();
    await cluster.send(GET);
    const slow = await cluster.accept();
    const other = new ProxiedConnection(cluster.reactor, cluster.proxy.handle);
    for (let i = 1; i <= 4; i++) {
      await other.send(GET);
      cluster.reactor.connects[i]!.accept()!.transport.deliver(OK.replaceAll("\n", "\r\n"));
      await settled();
    }
    expect(cluster.asked).toBe("12323");
    await slow.send(OK);
  });

  it("stand in for one that can't be reached, also for a POST of which nothing has been read", async () => {
    const cluster = new Cluster();
    await cluster.send(POST);
    await cluster.refuse(refused);
    await (await cluster.accept()).send(OK);
    expect(cluster.answer()).toContain("200 OK");
    expect(cluster.asked).toBe("12");
  });

  it("stand in for one that closes the connection without an answer, where the request is idempotent", async () => {
    const cluster = new Cluster();
    await cluster.send(GET);
    (await cluster.accept()).wire.end(new ConnectionLost());
    await settled();
    await (await cluster.accept()).send(OK);
    expect(cluster.answer()).toContain("200 OK");
  });

  it.each([
    ["that isn't idempotent", "POST / HTTP/1.1\nHost: a\nContent-Length: 0\n\n"],
    ["whose body has been sent", "PUT / HTTP/1.1\nHost: a\nContent-Length: 2\n\nhi"],
  ])("don't get a request %s from one that closes the connection: 502", async (_what, request) => {
    const cluster = new Cluster();
    await cluster.send(request);
    (await cluster.accept()).wire.end(new ConnectionLost());
    await settled();
    expect(cluster.answer()).toContain("502");
    expect(cluster.asked).toBe("1");
  });

  it("don't get a request whose answer has begun, or that has timed out", async () => {
    const cluster = new Cluster({ headersTimeoutMs: 1000 });
    await cluster.send(GET);
    await cluster.accept();
    await cluster.advance(1000);
    expect(cluster.answer()).toContain("504");
    await cluster.send(GET);
    const second = await cluster.accept();
    await second.send("HTTP/1.1 200 OK\nContent-Length: 5\n\nhe");
    second.wire.end(new ConnectionLost());
    await settled();
    expect(cluster.client.aborted).toBeDefined();
    expect(cluster.asked).toBe("12");
  });

  it("are tried maxTries times for one request", async () => {
    const cluster = new Cluster({ maxTries: 2 });
    expect(await cluster.fail(2)).toBe("502");
    expect(cluster.asked).toBe("12");
  });

  it("are out for a while after failures in a row, longer each time, and are tried by one request when back", async () => {
    const cluster = new Cluster({ upstreams: upstreams.slice(0, 2), maxFailures: 2, maxTries: 1 });
    expect(await cluster.fail()).toBe("502");
    await cluster.succeed();
    expect(await cluster.fail()).toBe("502");
    expect(cluster.asked).toBe("121");
    // Upstream 1 is out for a second.
    await cluster.succeed();
    await cluster.succeed();
    expect(cluster.asked).toBe("12122");
    await cluster.advance(1000);
    // Back on trial: one request goes there, and while it waits the next doesn't.
    await cluster.send(GET);
    const other = new ProxiedConnection(cluster.reactor, cluster.proxy.handle);
    await other.send(GET + GET);
    expect(cluster.asked).toBe("12122122");
    await cluster.refuse(refused);
    expect(cluster.answer()).toContain("502");
    await cluster.advance(1999);
    await other.send(GET);
    expect(cluster.asked).toBe("121221222");
    await cluster.advance(1);
    const [first] = cluster.proxy.upstreams;
    expect(first?.health.isAvailable(cluster.reactor.now())).toBe(true);
    first?.health.requestSucceeded();
    expect(first?.health.isAvailable(0)).toBe(true);
  });

  it("are tried all the same where all are out, the one first that is back first", async () => {
    const cluster = new Cluster({ upstreams: upstreams.slice(0, 2), maxFailures: 1 });
    expect(await cluster.fail(2)).toBe("502");
    await cluster.succeed();
    expect(cluster.asked).toBe("121");
  });

  it("count failures anew after an answer", async () => {
    const cluster = new Cluster({ upstreams: upstreams.slice(0, 1), maxFailures: 2 });
    const health = cluster.proxy.upstreams[0]?.health;
    for (let i = 0; i < 5; i++) {
      await cluster.fail();
      expect(health?.isAvailable(cluster.reactor.now())).toBe(true);
      await cluster.succeed();
    }
  });
});

describe("HealthChecks", () => {
  it("take out an upstream that answers badly, or not at all, and bring it back", async () => {
    const cluster = new Cluster({ upstreams: ["http://192.0.2.1/base"] });
    const checks = new HealthChecks(cluster.proxy, { path: "/healthz", clock: cluster.reactor });
    checks.startService();
    await settled();
    const check = await cluster.accept();
    expect(check.received()).toContain("GET /base/healthz HTTP/1.1\nHost: 192.0.2.1\n");
    await check.send("HTTP/1.1 500 Sorry\nContent-Length: 0\nConnection: close\n\n");
    expect(cluster.proxy.upstreams[0]?.health.checkedDown).toBe(false);
    await cluster.advance(10_000);
    await cluster.accept();
    await cluster.advance(5000);
    expect(cluster.proxy.upstreams[0]?.health.checkedDown).toBe(true);
    const late = new ProxiedConnection(cluster.reactor, cluster.proxy.handle);
    expect(await late.ask(GET)).toContain("503");
    for (let i = 0; i < 2; i++) {
      await cluster.advance(i === 0 ? 5000 : 10_000);
      await (await cluster.accept()).send(OK);
    }
    expect(cluster.proxy.upstreams[0]?.health.checkedDown).toBe(false);
    checks.stopService();
    const asked = cluster.attempts;
    await cluster.advance(60_000);
    expect(cluster.attempts).toBe(asked);
  });

  it.each([
    [{ path: "x" }, TypeError],
    [{ intervalMs: 0 }, RangeError],
    [{ timeoutMs: -1 }, RangeError],
  ])("refuse options that can't be meant: %j", (options, error) => {
    expect(() => new HealthChecks(new Cluster().proxy, options)).toThrow(error);
  });
});
