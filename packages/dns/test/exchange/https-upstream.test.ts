import { describe, expect, it } from "@jest/globals";
import { Clock } from "@twist/core/testing";
import { type HTTPSFetch, HTTPSUpstream, type HTTPSUpstreamOptions } from "../../src/exchange/https-upstream.js";
import { A } from "../../src/records/a.js";
import { TSIGKey } from "../../src/tsig/tsig-key.js";
import { EDNS } from "../../src/wire/edns/edns.js";
import { Message } from "../../src/wire/message.js";
import { addressAnswer, answerTexts } from "./answers.js";

const query = (): Message => Message.query("www.example.com.", A.code, { id: 7, edns: new EDNS() });
const mediaType = "application/dns-message";

interface Requested {
  readonly url: string;
  readonly init: Parameters<HTTPSFetch>[1];
}

interface World {
  readonly clock: Clock;
  readonly requests: Requested[];
  readonly upstream: HTTPSUpstream;
}

/** An upstream whose HTTP client does as `respond` says, with the query that it was given. */
function world(
  respond: (query: Message, requested: Requested) => Response | Promise<Response>,
  options: Partial<HTTPSUpstreamOptions> = {},
): World {
  const clock = new Clock();
  const requests: Requested[] = [];
  const fetch: HTTPSFetch = async (url, init) => {
    const requested = { url, init };
    requests.push(requested);
    const body = init.body ?? Buffer.from(new URL(url).searchParams.get("dns") ?? "", "base64url");
    return respond(Message.decode(body), requested);
  };
  return {
    clock,
    requests,
    upstream: new HTTPSUpstream({ url: "https://dns.example/dns-query", fetch, ...options }, clock),
  };
}

function answered(message: Message, headers: Record<string, string> = {}): Response {
  return new Response(new Uint8Array(message.encode()), { headers: { "content-type": mediaType, ...headers } });
}

const never = (_: Message, { init }: Requested): Promise<Response> =>
  new Promise((_resolve, reject) => {
    init.signal.addEventListener("abort", () => {
      reject(init.signal.reason as Error);
    });
  });

describe("HTTPSUpstream (RFC 8484)", () => {
  it("posts the query, with id 0 and padded, and gives the answer with the caller's id", async () => {
    const { upstream, requests } = world((asked) => answered(addressAnswer(asked)));
    const response = await upstream.exchange(query());
    expect(answerTexts(response)).toEqual(["www.example.com. 300 IN A 192.0.2.1"]);
    expect(response.id).toBe(7);
    const [{ url, init } = { url: "", init: undefined }] = requests;
    expect(url).toBe("https://dns.example/dns-query");
    expect(init).toMatchObject({
      method: "POST",
      redirect: "error",
      headers: { accept: mediaType, "content-type": mediaType },
    });
    expect(init?.body).toHaveLength(128);
    expect(Message.decode(init?.body ?? Buffer.alloc(0)).id).toBe(0);
  });

  it.each([
    ["https://dns.example/dns-query", "https://dns.example/dns-query?dns="],
    ["https://dns.example/dns-query{?dns}", "https://dns.example/dns-query?dns="],
    ["https://dns.example/q?key=1", "https://dns.example/q?key=1&dns="],
  ])("gets %s, the same URL for the same question", async (url, start) => {
    const { upstream, requests } = world((asked) => answered(addressAnswer(asked)), { url, method: "GET" });
    await upstream.exchange(query());
    const again = query();
    again.id = 9;
    expect((await upstream.exchange(again)).id).toBe(9);
    const [first, second] = requests.map((requested) => requested.url);
    expect(first?.startsWith(start)).toBe(true);
    expect(first?.slice(start.length)).toMatch(/^[\w-]+$/);
    expect(second).toBe(first);
    expect(requests[0]?.init.body).toBeUndefined();
  });

  it("takes the time in HTTP caches off the TTLs (RFC 8484 §5.1)", async () => {
    const { upstream } = world((asked) => answered(addressAnswer(asked), { age: "250" }));
    expect((await upstream.exchange(query())).answer[0]?.ttl).toBe(50);
    const older = world((asked) => answered(addressAnswer(asked), { age: "9999999999" }));
    expect((await older.upstream.exchange(query())).answer[0]?.ttl).toBe(0);
    const odd = world((asked) => answered(addressAnswer(asked), { age: "-5" }));
    expect((await odd.upstream.exchange(query())).answer[0]?.ttl).toBe(300);
  });

  it.each([
    ["another status", new Response("no", { status: 503, headers: { "content-type": mediaType } })],
    ["another type", new Response("<html>", { headers: { "content-type": "text/html" } })],
    ["no type", new Response(new Uint8Array([1]))],
  ])("fails with HTTP_STATUS for %s", async (_, response) => {
    const { upstream } = world(() => response);
    await expect(upstream.exchange(query())).rejects.toMatchObject({ code: "HTTP_STATUS" });
    expect(response.bodyUsed || response.body?.locked === false).toBe(true);
  });

  it("takes parameters of the media type, and any case of it", async () => {
    const { upstream } = world((asked) =>
      answered(addressAnswer(asked), { "content-type": "Application/DNS-Message; charset=x" }),
    );
    expect((await upstream.exchange(query())).answer).toHaveLength(1);
  });

  it("reads no more than a message can hold", async () => {
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        pulled += 1;
        controller.enqueue(new Uint8Array(10_000));
      },
    });
    const { upstream } = world(() => new Response(endless, { headers: { "content-type": mediaType } }));
    await expect(upstream.exchange(query())).rejects.toMatchObject({ code: "BAD_RESPONSE" });
    expect(pulled).toBeLessThan(12);
  });

  it.each<[string, (message: Message) => void]>([
    ["another id", (message) => (message.id = 1)],
    ["no QR", (message) => (message.qr = false)],
    ["no question", (message) => (message.question = [])],
  ])("fails with MISMATCH for an answer with %s", async (_, spoil) => {
    const { upstream } = world((asked) => {
      const message = addressAnswer(asked);
      spoil(message);
      return answered(message);
    });
    await expect(upstream.exchange(query())).rejects.toMatchObject({ code: "MISMATCH" });
  });

  it("fails with MISMATCH for what is no DNS message", async () => {
    const { upstream } = world(() => new Response("hello", { headers: { "content-type": mediaType } }));
    await expect(upstream.exchange(query())).rejects.toMatchObject({ code: "MISMATCH" });
  });

  it("fails with CONNECTION_FAILED, and the client's error as its cause, where the client fails", async () => {
    const cause = new Error("no route");
    const { upstream } = world(() => Promise.reject(cause));
    await expect(upstream.exchange(query())).rejects.toMatchObject({ code: "CONNECTION_FAILED", cause });
  });

  it("fails with CONNECTION_LOST where the answer breaks off, so that another server may be asked", async () => {
    const cause = new TypeError("terminated");
    const broken = (status: number): Response =>
      new Response(
        new ReadableStream({
          pull: (controller) => {
            controller.error(cause);
          },
        }),
        { status, headers: { "content-type": mediaType } },
      );
    const { upstream } = world(() => broken(200));
    await expect(upstream.exchange(query())).rejects.toMatchObject({ code: "CONNECTION_LOST", cause });
    const refusing = world(() => broken(500));
    await expect(refusing.upstream.exchange(query())).rejects.toMatchObject({ code: "HTTP_STATUS" });
  });

  it("fails with TIMEOUT, and aborts the request", async () => {
    const { upstream, clock, requests } = world(never);
    const failed = expect(upstream.exchange(query(), { timeoutMs: 100 })).rejects.toMatchObject({ code: "TIMEOUT" });
    clock.advance(100);
    await failed;
    expect(requests[0]?.init.signal.aborted).toBe(true);
    expect(upstream.pendingQueries).toBe(0);
  });

  it("stops when its signal aborts", async () => {
    const { upstream, requests, clock } = world(never);
    const reason = new Error("enough");
    const controller = new AbortController();
    const failed = expect(upstream.exchange(query(), { signal: controller.signal })).rejects.toBe(reason);
    controller.abort(reason);
    await failed;
    expect(requests[0]?.init.signal.aborted).toBe(true);
    await expect(upstream.exchange(query(), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(clock.calls).toHaveLength(0);
  });

  it("fails what waits, and what comes later, once it is closed", async () => {
    const { upstream, clock } = world(never);
    const failed = expect(upstream.exchange(query())).rejects.toMatchObject({ code: "CLOSED" });
    upstream.close();
    await failed;
    await expect(upstream.exchange(query())).rejects.toMatchObject({ code: "CLOSED" });
    expect(clock.calls).toHaveLength(0);
  });

  it("refuses more queries than the limit at a time", async () => {
    const { upstream } = world(never, { maxPendingQueries: 1 });
    const waiting = upstream.exchange(query());
    await expect(upstream.exchange(query())).rejects.toMatchObject({ code: "TOO_MANY_QUERIES" });
    waiting.addErrback(() => undefined).cancel();
  });

  it("says BAD_SIGNATURE for an answer that isn't signed as the query is", async () => {
    const key = new TSIGKey({ name: "k.example.", secret: Buffer.alloc(32, 7) });
    const { upstream } = world((asked) => answered(addressAnswer(asked)));
    await expect(upstream.exchange(query(), { key })).rejects.toMatchObject({ code: "BAD_SIGNATURE" });
  });

  it("refuses a URL that isn't of https, and limits that are none", () => {
    expect(() => world(never, { url: "http://dns.example/" })).toThrow(TypeError);
    expect(() => world(never, { url: "dns.example" })).toThrow("Invalid URL");
    expect(() => world(never, { maxPendingQueries: 0 })).toThrow(RangeError);
  });
});
