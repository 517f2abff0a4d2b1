import { afterEach, describe, expect, it } from "@jest/globals";
import { MemoryServer, reply, settle, URL_A } from "./memory-server.js";

/** What a hostile server may try, each named after the attack. Bombs, redirects and NO_PROXY stand with what they attack. */
describe("attacks on the client", () => {
  let server = new MemoryServer();
  afterEach(() => {
    void server.agent.abort();
    server = new MemoryServer();
  });

  async function secondRequest(): Promise<{ text: string; attempts: number }> {
    const pending = server.agent.request({ url: `${URL_A}second` });
    server.accept().deliver(reply("true answer"));
    return { text: await (await pending).text(), attempts: server.attempts };
  }

  it("response-queue poisoning: a second response behind the first is thrown away with its connection", async () => {
    const first = server.agent.request({ url: URL_A });
    const wire = server.accept();
    wire.deliver(reply("one") + reply("poison"));
    expect(await (await first).text()).toBe("one");
    expect(wire.disconnected).toBe(true);
    expect(await secondRequest()).toEqual({ text: "true answer", attempts: 2 });
  });

  it("response-queue poisoning: a response on an idle connection is thrown away with it", async () => {
    const first = server.agent.request({ url: URL_A });
    const wire = server.accept();
    wire.deliver(reply("one"));
    expect(await (await first).text()).toBe("one");
    wire.deliver(reply("poison"));
    expect(wire.disconnected).toBe(true);
    expect(server.agent.idleConnections).toBe(0);
    expect(await secondRequest()).toEqual({ text: "true answer", attempts: 2 });
  });

  it("response-queue poisoning: one byte is enough, and a response before any request too", async () => {
    const first = server.agent.request({ url: URL_A });
    const wire = server.accept();
    wire.deliver(`${reply("one")}\n`);
    await first;
    expect(wire.disconnected).toBe(true);
  });

  it.each([
    ["both lengths", "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n"],
    ["two lengths", "Content-Length: 3\r\nContent-Length: 4\r\n"],
    ["an unknown coding", "Transfer-Encoding: gzip\r\n"],
    ["a signed length", "Content-Length: +3\r\n"],
    ["a bare CR", "X-A: b\rContent-Length: 3\r\n"],
    ["a folded line", "X-A: b\r\n Content-Length: 3\r\n"],
  ])("response splitting: %s is no response at all", async (_what, fields) => {
    const pending = server.agent.request({ url: URL_A });
    const wire = server.accept();
    wire.deliver(`HTTP/1.1 200 OK\r\n${fields}\r\nabc`);
    await expect(pending).rejects.toMatchObject({ name: "HTTPError" });
    expect(wire.disconnected).toBe(true);
  });

  it("endless 1xx: refuses the seventeenth, and a slow trickle of them by the time-out", async () => {
    const many = server.agent.request({ url: URL_A });
    const wire = server.accept();
    for (let n = 0; n < 16; n++) wire.deliver("HTTP/1.1 103 Early\r\n\r\n");
    expect(many.called).toBe(false);
    wire.deliver("HTTP/1.1 103 Early\r\n\r\n");
    await expect(many).rejects.toMatchObject({ code: "TOO_MANY_INTERIM_RESPONSES" });
    const slow = server.agent.request({ url: URL_A, headersTimeoutMs: 100 });
    const other = server.accept();
    for (let n = 0; n < 10; n++) {
      other.deliver("HTTP/1.1 102 Processing\r\n\r\n");
      server.reactor.advance(10);
    }
    await expect(slow).rejects.toMatchObject({ code: "HEADERS_TIMEOUT" });
  });

  it.each([
    ["too many fields", "A: b\r\n".repeat(101)],
    ["a field that is too long", `A: ${"b".repeat(9000)}\r\n`],
    ["fields that are too long together", `A: ${"b".repeat(900)}\r\n`.repeat(20)],
  ])("header flood: refuses %s", async (_what, fields) => {
    const pending = server.agent.request({ url: URL_A });
    const wire = server.accept();
    wire.deliver(`HTTP/1.1 200 OK\r\n${fields}`);
    await expect(pending).rejects.toMatchObject({ code: "FIELDS_TOO_LARGE" });
    expect(wire.disconnected).toBe(true);
  });

  it("header flood: a trailer section has limits too", async () => {
    const pending = server.agent.request({ url: URL_A });
    const wire = server.accept();
    wire.deliver("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n");
    const text = (await pending).text();
    wire.deliver("A: b\r\n".repeat(33));
    await expect(text).rejects.toMatchObject({ code: "FIELDS_TOO_LARGE" });
  });

  it("prototype pollution: a field called __proto__ is a field", async () => {
    const pending = server.agent.request({ url: URL_A });
    server.accept().deliver("HTTP/1.1 204 None\r\n__proto__: polluted\r\nconstructor: x\r\n\r\n");
    const { headers } = await pending;
    expect(headers.get("__proto__")).toBe("polluted");
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it("slow response: one byte a second for ever ends with the head's time-out, and the total holds for the body", async () => {
    const head = server.agent.request({ url: URL_A });
    const wire = server.accept();
    let seconds = 0;
    for (; !head.called && seconds < 100; seconds++) {
      wire.deliver(seconds === 0 ? "HTTP/1.1 200 " : "x");
      server.reactor.advance(1000);
    }
    expect(seconds).toBe(30);
    await expect(head).rejects.toMatchObject({ code: "HEADERS_TIMEOUT" });
    const body = server.agent.request({ url: URL_A, timeoutMs: 120_000 });
    const other = server.accept();
    other.deliver("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
    const text = (await body).text();
    for (let n = 0; n < 120; n++) {
      other.deliver("x");
      server.reactor.advance(1000);
    }
    await expect(text).rejects.toMatchObject({ code: "REQUEST_TIMEOUT" });
  });

  it("slow reader: a response that nobody reads is held to about 64 KiB", async () => {
    const pending = server.agent.request({ url: URL_A });
    const wire = server.accept();
    wire.deliver("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
    await pending;
    let delivered = 0;
    while (!wire.readingPaused && delivered < 1_000_000) {
      wire.deliver(Buffer.alloc(16_384));
      delivered += 16_384;
    }
    expect(delivered).toBe(65_536);
  });

  it("unasked upgrade: a 101 that nobody asked for is refused", async () => {
    const pending = server.agent.request({ url: URL_A });
    server.accept().deliver("HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: evil\r\n\r\n");
    await expect(pending).rejects.toMatchObject({ code: "UNEXPECTED_UPGRADE" });
    await settle();
    expect(server.agent.connections).toBe(0);
  });
});
