import { describe, expect, it } from "@jest/globals";
import { Clock } from "@twist/core/testing";
import { type RedirectOptions, followRedirects } from "../../src/client/follow-redirects.js";
import { type Answer, ScriptedRequester } from "./scripted-requester.js";

const to = (location: string, status = 302): Answer => ({ status, headers: { Location: location } });

function follow(options: RedirectOptions, ...answers: Answer[]): ReturnType<typeof setUp> {
  return setUp(options, answers);
}

function setUp(
  options: RedirectOptions,
  answers: Answer[],
): { server: ScriptedRequester; client: ReturnType<typeof followRedirects> } {
  const server = new ScriptedRequester(...answers);
  return { server, client: followRedirects(server, { clock: new Clock(), ...options }) };
}

describe("followRedirects", () => {
  it.each([
    ["https://a/x/y", "z", "https://a/x/z"],
    ["https://a/x/y", "/z", "https://a/z"],
    ["https://a/x", "?q", "https://a/x?q"],
    ["https://a/x#part", "/z", "https://a/z#part"],
    ["https://a/x#part", "/z#other", "https://a/z#other"],
    ["http://a/", "//b/", "http://b/"],
    ["https://a/", "/\u00c3\u00a9", "https://a/%C3%A9"],
  ])("follows from %s by %s to %s", async (from, location, expected) => {
    const { server, client } = follow({}, to(location));
    const response = await client.request({ url: from });
    expect(response.url).toBe(expected);
    expect(response.redirected).toBe(true);
    expect(server.seen.map(({ url }) => url)).toEqual([from, expected]);
    expect(server.bodies[0]?.used).toBe(true);
  });

  it.each([
    [301, "GET", "GET"],
    [301, "POST", "GET"],
    [302, "POST", "GET"],
    [302, "PUT", "PUT"],
    [303, "PUT", "GET"],
    [303, "HEAD", "HEAD"],
    [307, "POST", "POST"],
    [308, "DELETE", "DELETE"],
  ])("after %d to a %s asks with %s", async (status, method, expected) => {
    const { server, client } = follow({}, to("/b", status));
    const withBody =
      method === "GET" || method === "HEAD" ? {} : { body: "x", headers: { "Content-Type": "text/plain" } };
    await client.request({ url: "http://a/", method, ...withBody });
    const second = server.seen[1];
    expect(second?.method).toBe(expected);
    const keepsBody = expected === method && "body" in withBody;
    expect(second?.options.body).toBe(keepsBody ? "x" : undefined);
    expect(second?.headers.has("content-type")).toBe(keepsBody);
  });

  it("gives an answer without Location, or that is no redirect, as it is", async () => {
    for (const answer of [{ status: 302 }, { status: 300, headers: { Location: "/b" } }, { status: 304 }]) {
      const { server, client } = follow({}, answer);
      expect((await client.request({ url: "http://a/" })).status).toBe(answer.status);
      expect(server.seen).toHaveLength(1);
    }
  });

  it("follows as many as the limit and no more", async () => {
    const loop = (n: number): Answer[] => Array.from({ length: n }, () => to("/"));
    expect((await follow({ maxRedirects: 3 }, ...loop(3)).client.request({ url: "http://a/" })).status).toBe(200);
    const over = follow({ maxRedirects: 3 }, ...loop(4));
    await expect(over.client.request({ url: "http://a/" })).rejects.toMatchObject({ code: "TOO_MANY_REDIRECTS" });
  });

  const secrets = {
    Authorization: "Basic eA==",
    Cookie: "a=b",
    "Proxy-Authorization": "x",
    Host: "a",
    "X-API-Key": "k",
    "X-Other": "o",
  };

  it.each(["http://b/", "http://a:81/", "https://a/"])(
    "redirect credential leak: tells %s nothing that was for http://a/",
    async (target) => {
      const { server, client } = follow({ secretFields: ["x-api-key"] }, to(target));
      await client.request({ url: "http://a/", headers: secrets });
      expect([...(server.seen[1]?.headers ?? [])]).toEqual([["X-Other", "o"]]);
    },
  );

  it("redirect credential leak: doesn't bring them back when another redirect leads home", async () => {
    const { server, client } = follow({}, to("http://b/"), to("http://a/"));
    await client.request({ url: "http://a/", headers: { Authorization: "x" } });
    expect(server.seen[2]?.headers.has("authorization")).toBe(false);
  });

  it("keeps them on the same origin", async () => {
    const { server, client } = follow({}, to("/c"));
    await client.request({ url: "http://a/", headers: secrets });
    expect(server.seen[1]?.headers.get("authorization")).toBe("Basic eA==");
  });

  it("refuses to go from https to http, unless that is allowed", async () => {
    const refused = follow({}, to("http://a/"));
    await expect(refused.client.request({ url: "https://a/" })).rejects.toMatchObject({ code: "REDIRECT_REFUSED" });
    expect(refused.server.seen).toHaveLength(1);
    const allowed = follow({ allowDowngrade: true }, to("http://a/"));
    await allowed.client.request({ url: "https://a/", headers: { Authorization: "x" } });
    expect(allowed.server.seen[1]?.headers.has("authorization")).toBe(false);
  });

  it.each(["file:///etc/passwd", "javascript:alert(1)", "http://user:pw@b/", "http://[", "gopher://b/"])(
    "refuses to go to %s",
    async (location) => {
      const { client } = follow({}, to(location));
      await expect(client.request({ url: "http://a/" })).rejects.toMatchObject({ code: "REDIRECT_REFUSED" });
    },
  );

  it("doesn't send a body again that can only be read once", async () => {
    const body = (async function* () {
      yield "x";
    })();
    const { client } = follow({}, to("/b", 307));
    await expect(client.request({ url: "http://a/", method: "POST", body })).rejects.toMatchObject({
      code: "BODY_NOT_REPLAYABLE",
    });
  });

  it("gives each step what is left of the total time", async () => {
    const clock = new Clock();
    const server = new ScriptedRequester(to("/b"), to("/c"));
    const slow = {
      request: async (options: Parameters<ScriptedRequester["request"]>[0]) => {
        const response = await server.request(options);
        clock.advance(40);
        return response;
      },
    };
    await followRedirects(slow, { clock }).request({ url: "http://a/", timeoutMs: 100 });
    expect(server.seen.map(({ options }) => options.timeoutMs)).toEqual([100, 60, 20]);
    server.seen.length = 0;
    const short = new ScriptedRequester(to("/b"), to("/c"));
    await expect(
      followRedirects(
        {
          request: async (options) => {
            clock.advance(60);
            return short.request(options);
          },
        },
        { clock },
      ).request({ url: "http://a/", timeoutMs: 100 }),
    ).rejects.toMatchObject({ code: "REQUEST_TIMEOUT" });
  });
});
