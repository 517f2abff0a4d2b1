import { afterEach, describe, expect, it } from "@jest/globals";
import type { StringTransport } from "@twist/core/testing";
import { gzipSync } from "node:zlib";
import { createFetch, type Fetch } from "../../../src/client/fetch/fetch.js";
import { MemoryServer, reply, settle, URL_A } from "../memory-server.js";

describe("fetch", () => {
  let server = new MemoryServer();
  let fetch: Fetch = createFetch({ requester: server.agent });
  afterEach(() => {
    void server.agent.abort();
    server = new MemoryServer();
    fetch = createFetch({ requester: server.agent });
  });

  /** Fetches, and gives the wire that the request is on. */
  async function begin(...args: Parameters<Fetch>): Promise<{ response: Promise<Response>; wire: StringTransport }> {
    const response = fetch(...args);
    response.catch(() => undefined);
    await settle();
    const wire = server.accept();
    await settle();
    return { response, wire };
  }

  it("gives a Response, with all that the standard's has", async () => {
    const { response, wire } = await begin(`${URL_A}x?y#z`);
    expect(wire.text()).toBe(
      "GET /x?y HTTP/1.1\r\nHost: 192.0.2.10\r\nAccept: */*\r\nUser-Agent: twist\r\nAccept-Encoding: gzip, deflate, br\r\n\r\n",
    );
    wire.deliver(
      "HTTP/1.1 201 Made\r\nContent-Length: 7\r\nContent-Type: text/plain\r\nX-A: 1\r\nX-A: 2\r\n\r\n\u00ef\u00bb\u00bfabcd".replace(
        /[^\0-\u007f]+/,
        "\uFEFF",
      ),
    );
    const made = await response;
    expect(made).toBeInstanceOf(Response);
    expect([made.status, made.statusText, made.ok, made.url, made.redirected, made.type]).toEqual([
      201,
      "Made",
      true,
      `${URL_A}x?y`,
      false,
      "basic",
    ]);
    expect(made.headers).toBeInstanceOf(Headers);
    expect(made.headers.get("x-a")).toBe("1, 2");
    expect(made.bodyUsed).toBe(false);
    expect(await made.text()).toBe("abcd");
    expect(made.bodyUsed).toBe(true);
    await expect(made.text()).rejects.toBeInstanceOf(TypeError);
    expect(Object.prototype.toString.call(made)).toBe("[object Response]");
  });

  it.each([
    ["arrayBuffer", async (r: Response) => Buffer.from(await r.arrayBuffer()).toString()],
    [
      "bytes",
      async (r: Response) => Buffer.from(await (r as unknown as { bytes(): Promise<Uint8Array> }).bytes()).toString(),
    ],
    ["blob", async (r: Response) => (await r.blob()).text()],
    ["json", async (r: Response) => JSON.stringify(await r.json())],
    ["a stream", async (r: Response) => new Response(r.body).text()],
    ["a stream that was looked at", async (r: Response) => (r.body === null ? "" : r.text())],
    ["a clone", async (r: Response) => ((await r.clone().text()) === (await r.text()) ? "[1]" : "differs")],
    ["both clones", async (r: Response) => ([r.clone().clone(), r].length === 2 ? r.text() : "")],
  ])("gives the body by %s", async (_what, read) => {
    const { response, wire } = await begin(URL_A);
    wire.deliver(reply("[1]"));
    expect(await read(await response)).toBe("[1]");
  });

  it("gives a form, and null for a body that can't be", async () => {
    const form = await begin(URL_A);
    form.wire.deliver(
      "HTTP/1.1 200 OK\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\n\r\na=b",
    );
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the standard has it
    expect((await (await form.response).formData()).get("a")).toBe("b");
    const none = fetch(URL_A, { method: "HEAD" });
    await settle();
    form.wire.deliver("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n");
    expect((await none).body).toBeNull();
    expect(await (await none).text()).toBe("");
    expect((await none).bodyUsed).toBe(false);
  });

  it.each([
    ["text", "h\u00e9", "Content-Type: text/plain;charset=UTF-8\r\n", "Content-Length: 3\r\n\r\nh\u00e9"],
    ["URLSearchParams", new URLSearchParams({ a: "b c" }), "application/x-www-form-urlencoded;charset=UTF-8", "a=b+c"],
    ["bytes", Buffer.from("abc"), "Content-Length: 3", "abc"],
    ["an ArrayBuffer", new Uint8Array([97]).buffer, "Content-Length: 1", "a"],
    ["a DataView", new DataView(new Uint8Array([97, 98, 99]).buffer, 1, 1), "Content-Length: 1", "b"],
    ["a Blob", new Blob(["abc"], { type: "text/x" }), "Content-Type: text/x", "Content-Length: 3\r\n\r\nabc"],
    ["a stream", new Blob(["abc"]).stream(), "Transfer-Encoding: chunked", "3\r\nabc\r\n0\r\n\r\n"],
  ])("sends a body of %s", async (_what, body, head, end) => {
    const { response, wire } = await begin(URL_A, { method: "post", body, duplex: "half" });
    for (let turn = 0; turn < 20 && !wire.text().endsWith(end); turn++) await new Blob(["x"]).text();
    expect(wire.text()).toMatch(/^POST /);
    expect(wire.text()).toContain(head);
    expect(wire.text().endsWith(end)).toBe(true);
    wire.deliver(reply());
    await response;
  });

  it("takes a Request, with init before it", async () => {
    const request = new Request(`${URL_A}r`, { method: "PUT", headers: { "X-A": "1", "X-B": "2" } });
    const { response, wire } = await begin(request, { headers: { "X-A": "3" } });
    expect(wire.text()).toMatch(/^PUT \/r /);
    expect(wire.text()).toMatch(/x-a: 3/i);
    expect(wire.text()).not.toMatch(/x-b/i);
    wire.deliver(reply());
    await response;
  });

  it("decodes content", async () => {
    const { response, wire } = await begin(URL_A);
    const coded = gzipSync("hello");
    wire.deliver(`HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${String(coded.length)}\r\n\r\n`);
    wire.deliver(coded);
    expect(await (await response).text()).toBe("hello");
  });

  it("follows redirects, gives them, or fails, as it is told", async () => {
    const redirect = "HTTP/1.1 302 There\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n";
    const followed = await begin(URL_A);
    followed.wire.deliver(redirect);
    await settle();
    expect(followed.wire.text()).toContain("GET /there ");
    followed.wire.deliver(reply());
    const response = await followed.response;
    expect([response.redirected, response.url]).toEqual([true, `${URL_A}there`]);
    const manual = fetch(URL_A, { redirect: "manual" });
    await settle();
    followed.wire.deliver(redirect);
    expect((await manual).status).toBe(302);
    const failing = fetch(URL_A, { redirect: "error" });
    await settle();
    followed.wire.deliver(redirect);
    await expect(failing).rejects.toBeInstanceOf(TypeError);
  });

  it("can be aborted, before and inside the body", async () => {
    const controller = new AbortController();
    const { response, wire } = await begin(URL_A, { signal: controller.signal });
    wire.deliver("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
    const text = (await response).text();
    controller.abort();
    await expect(text).rejects.toMatchObject({ name: "AbortError" });
    await expect(fetch(URL_A, { signal: controller.signal })).rejects.toMatchObject({ name: "AbortError" });
    expect(wire.disconnected).toBe(true);
  });

  it("rejects with a TypeError that has the cause, where the network fails", async () => {
    const { response, wire } = await begin(URL_A);
    wire.deliver("HTTP/1.1 2x0 OK\r\n\r\n");
    const error: unknown = await response.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({ cause: { code: "BAD_STATUS_LINE" } });
  });

  it.each([
    ["a URL with a password", ["http://u:p@a/"]],
    ["a scheme that it doesn't speak", ["data:text/plain,x"]],
    ["nonsense", ["nonsense"]],
    ["GET with a body", [URL_A, { body: "x" }]],
    ["CONNECT", [URL_A, { method: "connect" }]],
    ["a method that isn't one", [URL_A, { method: "A B" }]],
    ["a header that splits", [URL_A, { headers: { "X-A": "a\r\nX-B: b" } }]],
    ["integrity, which it can't check", [URL_A, { integrity: "sha256-x" }]],
  ] as [string, Parameters<Fetch>][])("rejects %s", async (_what, args) => {
    await expect(fetch(...args)).rejects.toMatchObject({ name: expect.stringMatching(/Error$/) });
    expect(server.attempts).toBe(0);
  });

  it("gathers no more than its limit", async () => {
    fetch = createFetch({ requester: server.agent, maxGatheredBytes: 3 });
    const { response, wire } = await begin(URL_A);
    wire.deliver(reply("abcd"));
    await expect((await response).text()).rejects.toMatchObject({ code: "RESPONSE_TOO_LARGE" });
  });
});
