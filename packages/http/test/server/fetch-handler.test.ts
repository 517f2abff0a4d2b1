import { describe, expect, it } from "@jest/globals";
import { Protocol } from "@twist/core";
import { connectedPair } from "@twist/core/testing";
import type { FetchHandler } from "../../src/server/fetch-handler.js";
import { HTTPFactory } from "../../src/server/http-factory.js";
import { inject } from "../../src/testing/inject.js";
import type { InjectedRequest } from "../../src/testing/inject.js";
import type { InjectedResponse } from "../../src/testing/injected-response.js";

function ask(handler: FetchHandler, request: InjectedRequest | string = {}): Promise<InjectedResponse> {
  return inject(new HTTPFactory({ handler }), request);
}

/** A body of `chunks` that are there one after the other, and how it was ended. */
function streamOf(chunks: readonly string[]): { stream: ReadableStream<Uint8Array>; cancelled: () => boolean } {
  let cancelled = false;
  const left = [...chunks];
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        for (let turn = 0; turn < 20; turn++) await Promise.resolve();
        const next = left.shift();
        if (next === undefined) controller.close();
        else controller.enqueue(Buffer.from(next));
      },
      cancel() {
        cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, cancelled: () => cancelled };
}

describe("a fetch handler", () => {
  it("is given a Request, and what stands behind it", async () => {
    let seen: unknown;
    await ask(
      (request, info) => {
        seen = [request.method, request.url, request.headers.get("x-a"), info.peer.type, info.secure];
        return new Response();
      },
      { target: "/p?q=1", headers: { "X-A": "b", Host: "example.com:8080" } },
    );
    expect(seen).toEqual(["GET", "http://example.com:8080/p?q=1", "b", "tcp", undefined]);
  });

  it("answers with a Response: status, fields, each Set-Cookie by itself, Content-Length", async () => {
    const headers = new Headers({ "X-A": "b", Connection: "upgrade", "Transfer-Encoding": "gzip" });
    headers.append("Set-Cookie", "a=1");
    headers.append("Set-Cookie", "b=2");
    const response = await ask(() => new Response("hello", { status: 201, headers }));
    expect(response.status).toBe(201);
    expect(response.headers.getAll("set-cookie")).toEqual(["a=1", "b=2"]);
    expect(response.headers.get("x-a")).toBe("b");
    expect(response.headers.get("content-length")).toBe("5");
    expect(response.headers.has("connection")).toBe(false);
    expect(response.headers.has("transfer-encoding")).toBe(false);
    expect(response.text()).toBe("hello");
  });

  it("reads the body of a request", async () => {
    const response = await ask(async (request) => Response.json(await request.json()), {
      method: "POST",
      body: '{"a":1}',
    });
    expect(response.json()).toEqual({ a: 1 });
  });

  it("streams a body whose end is not there at once, in chunks", async () => {
    const { stream } = streamOf(["a", "b", "c"]);
    const response = await ask(async () => new Response(stream));
    expect(response.headers.get("transfer-encoding")).toBe("chunked");
    expect(response.text()).toBe("abc");
  });

  it("keeps the Content-Length that the handler gives", async () => {
    const { stream } = streamOf(["a", "b"]);
    const response = await ask(() => new Response(stream, { headers: { "Content-Length": "2" } }));
    expect(response.headers.get("content-length")).toBe("2");
    expect(response.text()).toBe("ab");
  });

  it("doesn't read the body for HEAD", async () => {
    const { stream, cancelled } = streamOf(["a"]);
    const response = await ask(() => new Response(stream), { method: "HEAD" });
    expect(response.body).toHaveLength(0);
    expect(cancelled()).toBe(true);
  });

  it.each([
    ["throws", () => Promise.reject(new Error("boom"))],
    ["gives no Response", () => "hello" as unknown as Response],
    ["gives Response.error()", () => Response.error()],
  ])("is answered for with 500 when it %s", async (_what, handler) => {
    expect((await ask(handler as FetchHandler)).status).toBe(500);
  });

  it("refuses methods that a Request can't have", async () => {
    expect((await ask(() => new Response(), { method: "TRACE" })).status).toBe(501);
  });

  it("never lets a path be taken for a host", async () => {
    let url = "";
    await ask((request) => {
      url = request.url;
      return new Response();
    }, "//evil.example/x");
    expect(url).toBe("http://localhost//evil.example/x");
  });

  it("aborts the request's signal, and cancels the response's body, when the client goes away", async () => {
    const endless = new ReadableStream<Uint8Array>({
      cancel() {
        cancelled = true;
      },
    });
    let cancelled = false;
    let signal: AbortSignal | undefined;
    const server = new HTTPFactory({
      handler: (request) => {
        signal = request.signal;
        return new Response(endless);
      },
    });
    const client = new (class extends Protocol {})();
    const pair = connectedPair(server.buildProtocol(), client);
    client.transport.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    await pair.flushAsync();
    client.transport.abortConnection();
    await pair.flushAsync();
    expect([signal?.aborted, cancelled]).toEqual([true, true]);
  });

  it("doesn't get ahead of a slow client by more than the buffers between them", async () => {
    let made = 0;
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          made += 16_384;
          controller.enqueue(new Uint8Array(16_384));
        },
      },
      { highWaterMark: 0 },
    );
    const client = new (class extends Protocol {})();
    const pair = connectedPair(new HTTPFactory({ handler: () => new Response(body) }).buildProtocol(), client);
    client.transport.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    client.transport.pauseReading();
    await pair.flushAsync();
    expect(made).toBeGreaterThan(0);
    expect(made).toBeLessThan(200_000);
  });

  it("echoes a long body through streams, whole and in order", async () => {
    const body = Buffer.alloc(3_000_000, "0123456789abcdef");
    const response = await ask((request) => new Response(request.body), { method: "POST", body });
    expect(response.body.equals(body)).toBe(true);
  });
});
