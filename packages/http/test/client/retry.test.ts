import { describe, expect, it } from "@jest/globals";
import { ConnectError, TLSHandshakeError } from "@twist/core";
import { Clock } from "@twist/core/testing";
import { HTTPClientError } from "../../src/client/http-client-error.js";
import { type RetryOptions, retry } from "../../src/client/retry.js";
import { formatHTTPDate } from "../../src/wire/http-date.js";
import { settle } from "./memory-server.js";
import { type Answer, ScriptedRequester } from "./scripted-requester.js";

const lost = new HTTPClientError("lost", { code: "CONNECTION_CLOSED" });

function setUp(
  answers: Answer[],
  options: RetryOptions = {},
): { server: ScriptedRequester; clock: Clock; client: ReturnType<typeof retry> } {
  const server = new ScriptedRequester(...answers);
  const clock = new Clock();
  return { server, clock, client: retry(server, { clock, backoff: (tries) => tries * 100, ...options }) };
}

describe("retry", () => {
  it("waits by the backoff and asks again", async () => {
    const { server, clock, client } = setUp([lost, { status: 503 }, { status: 200 }]);
    const pending = client.request({ url: "http://a/" });
    await settle();
    clock.advance(99);
    await settle();
    expect(server.seen).toHaveLength(1);
    clock.advance(1);
    await settle();
    expect(server.seen).toHaveLength(2);
    clock.advance(200);
    expect((await pending).status).toBe(200);
    expect(server.bodies[0]?.used).toBe(true);
  });

  it("gives the last answer, or error, when there have been enough tries", async () => {
    const { clock, client } = setUp([{ status: 503 }, { status: 502 }, lost], { maxRetries: 1 });
    const pending = client.request({ url: "http://a/" });
    await settle();
    clock.advance(100);
    expect((await pending).status).toBe(502);
    await expect(setUp([lost], { maxRetries: 0 }).client.request({ url: "http://a/" })).rejects.toBe(lost);
  });

  it.each([
    ["seconds", () => "7"],
    ["a date", (clock: Clock) => formatHTTPDate(Math.ceil(clock.wallTime() / 1000) * 1000 + 7000)],
  ])("keeps to a Retry-After of %s", async (_what, field) => {
    const clock = new Clock();
    const server = new ScriptedRequester({ status: 429, headers: { "Retry-After": field(clock) } });
    const pending = retry(server, { clock, backoff: () => 0 }).request({ url: "http://a/" });
    await settle();
    clock.advance(6900);
    await settle();
    expect(server.seen).toHaveLength(1);
    clock.advance(1100);
    expect((await pending).status).toBe(200);
  });

  it("gives the answer where Retry-After asks for more than is waited for, or than is left", async () => {
    const answer = { status: 503, headers: { "Retry-After": "61" } };
    expect((await setUp([answer]).client.request({ url: "http://a/" })).status).toBe(503);
    const short = { status: 503, headers: { "Retry-After": "5" } };
    expect((await setUp([short]).client.request({ url: "http://a/", timeoutMs: 4000 })).status).toBe(503);
  });

  it.each([
    ["a POST after trouble", lost, { method: "POST", body: "x" }],
    ["a POST after 503", { status: 503 }, { method: "POST", body: "x" }],
    ["what can't be sent again", new ConnectError("no"), { method: "PUT", body: (async function* () {})() }],
    ["after a failed handshake", new TLSHandshakeError("no"), {}],
    ["after an error of another kind", new TypeError("mine"), {}],
    ["after 404", { status: 404 }, {}],
  ])("doesn't repeat %s", async (_what, answer, options) => {
    const { server, client } = setUp([answer]);
    await client.request({ url: "http://a/", ...options }).catch(() => undefined);
    expect(server.seen).toHaveLength(1);
  });

  it("repeats a POST that never reached a server", async () => {
    const { server, clock, client } = setUp([new ConnectError("no")]);
    const pending = client.request({ url: "http://a/", method: "POST", body: "x" });
    await settle();
    clock.advance(100);
    await pending;
    expect(server.seen).toHaveLength(2);
  });

  it("stops waiting when the signal says so", async () => {
    const { clock, client } = setUp([lost]);
    const controller = new AbortController();
    const pending = client.request({ url: "http://a/", signal: controller.signal });
    await settle();
    controller.abort(new Error("enough"));
    await expect(pending).rejects.toThrow("enough");
    expect(clock.nextDueAt).toBeUndefined();
  });
});
