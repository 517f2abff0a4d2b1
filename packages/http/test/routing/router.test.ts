import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { type RouteHandler, Router } from "../../src/routing/index.js";
import { HTTPFactory } from "../../src/server/http-factory.js";
import { inject } from "../../src/testing/inject.js";
import { ServedConnection } from "../server/served-connection.js";

/** Answers with a name and what the pattern found. */
function named(name: string): RouteHandler {
  return (_request, response, params) => {
    response.send(200, {}, JSON.stringify([name, params]));
  };
}

async function ask(router: Router, target: string, method = "GET"): Promise<unknown> {
  const response = await inject(new HTTPFactory({ onRequest: router.handle }), { method, target });
  return response.status === 200 ? response.json() : response.status;
}

describe("Router", () => {
  it("answers by the text of a path", async () => {
    const router = new Router().get("/", named("root")).get("/a/b", named("ab"));
    expect(await ask(router, "/")).toEqual(["root", {}]);
    expect(await ask(router, "/a/b?c=d")).toEqual(["ab", {}]);
    expect(await ask(router, "/a")).toBe(404);
    expect(await ask(router, "/a/b/c")).toBe(404);
  });

  it("gives a handler its parameters, with types from the pattern", async () => {
    const router = new Router().get("/users/:id/posts/:post", (_request, response, params) => {
      const id: string = params.id;
      const post: string = params.post;
      // @ts-expect-error: the pattern has no such parameter
      const other: unknown = params.other;
      response.send(200, {}, JSON.stringify([id, post, other === undefined]));
    });
    expect(await ask(router, "/users/7/posts/x")).toEqual(["7", "x", true]);
  });

  it("gives a wildcard all segments to the end, as a list", async () => {
    const router = new Router().get("/files/*path", (_request, response, { path }) => {
      const segments: readonly string[] = path;
      response.send(200, {}, JSON.stringify(segments));
    });
    expect(await ask(router, "/files/a/b%2Fc/d")).toEqual(["a", "b/c", "d"]);
    expect(await ask(router, "/files/")).toEqual([""]);
    expect(await ask(router, "/files")).toBe(404);
  });

  it("prefers text to a parameter, and a parameter to a wildcard", async () => {
    const router = new Router()
      .get("/*rest", named("wildcard"))
      .get("/:one/x", named("param"))
      .get("/a/x", named("text"))
      .get("/a/y", named("text y"));
    expect(await ask(router, "/a/x")).toEqual(["text", {}]);
    expect(await ask(router, "/b/x")).toEqual(["param", { one: "b" }]);
    expect(await ask(router, "/b/z")).toEqual(["wildcard", { rest: ["b", "z"] }]);
  });

  it("goes back where the better branch leads nowhere", async () => {
    const router = new Router().get("/a/b/c", named("text")).get("/:x/b/d", named("param"));
    expect(await ask(router, "/a/b/d")).toEqual(["param", { x: "a" }]);
  });

  it("takes a less exact route where the exact one has another method", async () => {
    const router = new Router().get("/users/me", named("me")).post("/users/:id", named("post"));
    expect(await ask(router, "/users/me", "POST")).toEqual(["post", { id: "me" }]);
  });

  it("lets two routes name the same segment differently", async () => {
    const router = new Router().get("/u/:id", named("one")).get("/u/:user/posts", named("two"));
    expect(await ask(router, "/u/1")).toEqual(["one", { id: "1" }]);
    expect(await ask(router, "/u/1/posts")).toEqual(["two", { user: "1" }]);
  });

  it("decodes each segment once, after cutting", async () => {
    const router = new Router().get("/d/:x", named("d")).get("/caf\u00e9", named("cafe"));
    expect(await ask(router, "/d/a%2Fb")).toEqual(["d", { x: "a/b" }]);
    expect(await ask(router, "/d/%2525")).toEqual(["d", { x: "%25" }]);
    expect(await ask(router, "/caf%C3%A9")).toEqual(["cafe", {}]);
    expect(await ask(router, "/%64/1")).toEqual(["d", { x: "1" }]);
  });

  it("refuses a path that can't be decoded", async () => {
    const router = new Router().get("/d/:x", named("d"));
    for (const target of ["/d/%", "/d/%zz", "/d/%ff", "/d/%c0%af"]) expect(await ask(router, target)).toBe(400);
  });

  it("refuses dot segments, encoded too", async () => {
    const router = new Router().get("/files/*path", named("files")).get("/x/:y", named("x"));
    for (const target of ["/files/../x", "/files/%2e%2E/x", "/x/.", "/x/%2e%2e"])
      expect(await ask(router, target)).toBe(400);
    expect(await ask(router, "/x/...")).toEqual(["x", { y: "..." }]);
  });

  it("lets no parameter be empty", async () => {
    const router = new Router().get("/a/:x/b", named("b")).get("/a/:x", named("a"));
    expect(await ask(router, "/a//b")).toBe(404);
    expect(await ask(router, "/a/")).toBe(404);
  });

  it("tells /a from /a/, unless it is told not to", async () => {
    expect(await ask(new Router().get("/a", named("a")), "/a/")).toBe(404);
    const router = new Router({ ignoreTrailingSlash: true }).get("/a", named("a")).get("/", named("root"));
    expect(await ask(router, "/a/")).toEqual(["a", {}]);
    expect(await ask(router, "/")).toEqual(["root", {}]);
    expect(await ask(router, "/a//")).toBe(404);
  });

  it("answers 414 to a parameter over the limit", async () => {
    const router = new Router({ maxParamLength: 4 }).get("/:x", named("x")).get("/w/*rest", named("w"));
    expect(await ask(router, "/abcd")).toEqual(["x", { x: "abcd" }]);
    expect(await ask(router, "/abcde")).toBe(414);
    expect(await ask(router, "/w/abcde")).toEqual(["w", { rest: ["abcde"] }]);
    expect(await ask(new Router().get("/:x", named("x")), `/${"a".repeat(257)}`)).toBe(414);
    expect(() => new Router({ maxParamLength: 0 })).toThrow(RangeError);
  });

  it("answers 405 with the methods of all routes for the path", async () => {
    const factory = new HTTPFactory({
      onRequest: new Router().get("/a", named("a")).put("/:x", named("x")).delete("/b", named("b")).handle,
    });
    const response = await inject(factory, { method: "POST", target: "/a" });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("GET, HEAD, OPTIONS, PUT");
  });

  it("answers OPTIONS with Allow, of a path and of the server", async () => {
    const factory = new HTTPFactory({ onRequest: new Router().get("/a", named("a")).patch("/b", named("b")).handle });
    const path = await inject(factory, { method: "OPTIONS", target: "/b" });
    expect([path.status, path.headers.get("allow")]).toEqual([204, "OPTIONS, PATCH"]);
    const server = await inject(factory, { method: "OPTIONS", target: "*" });
    expect([server.status, server.headers.get("allow")]).toEqual([204, "GET, HEAD, OPTIONS, PATCH"]);
    expect((await inject(factory, { method: "OPTIONS", target: "/c" })).status).toBe(404);
  });

  it("answers OPTIONS and HEAD by routes of their own, where there are any", async () => {
    const router = new Router()
      .get("/a", named("get"))
      .route("HEAD", "/a", (_request, response) => {
        response.send(204, { "X-Head": "own" });
      })
      .route("OPTIONS", "/a", named("options"));
    const head = await inject(new HTTPFactory({ onRequest: router.handle }), { method: "HEAD", target: "/a" });
    expect(head.headers.get("x-head")).toBe("own");
    expect(await ask(router, "/a", "OPTIONS")).toEqual(["options", {}]);
  });

  it("answers HEAD by the route of GET, without its content", () => {
    const connection = new ServedConnection(new Router().get("/:x", named("x")).handle);
    expect(connection.send("HEAD /a HTTP/1.1\nHost: h\n\n")).toBe("HTTP/1.1 200 OK\nContent-Length: 15\n\n");
  });

  it("answers CONNECT with 405", () => {
    const connection = new ServedConnection(new Router().get("/", named("root")).handle);
    expect(connection.send("CONNECT a:1 HTTP/1.1\nHost: a:1\n\n")).toContain("HTTP/1.1 405 ");
  });

  it("reads the path of an absolute target", async () => {
    expect(await ask(new Router().get("/a", named("a")), "http://localhost/a?b")).toEqual(["a", {}]);
  });

  it("leaves what it doesn't know to another handler", async () => {
    const router = new Router({
      notFound: (_request, response) => {
        response.send(410);
      },
    });
    expect(await ask(router, "/x")).toBe(410);
  });

  it("takes __proto__ and constructor for names like any other", async () => {
    const router = new Router().get("/:__proto__/:constructor", named("odd")).get("/p/:x", named("p"));
    const factory = new HTTPFactory({ onRequest: router.handle });
    expect((await inject(factory, "/a/b")).text()).toBe('["odd",{"__proto__":"a","constructor":"b"}]');
    expect(await ask(router, "/p/__proto__")).toEqual(["p", { x: "__proto__" }]);
    expect(await ask(new Router().get("/a", named("a")), "/__proto__")).toBe(404);
  });

  it("refuses patterns that mean nothing, and the same route twice", () => {
    const router = new Router().get("/a/:x", named("a"));
    for (const pattern of ["a", "", "/:", "/*", "/:1", "/:a-b", "/*a/b", "/:a/:a", "/a/..", "/a?b", "/a#b"])
      expect(() => router.get(pattern, named("x"))).toThrow(TypeError);
    expect(() => router.get("/a/:y", named("y"))).toThrow("already");
    expect(() => router.route("A B", "/b", named("b"))).toThrow(TypeError);
  });

  it("finds what was sent, whatever it is", async () => {
    const router = new Router().get("/p/:a/:b", named("p"));
    const segment = fc
      .string({ minLength: 1, maxLength: 20, unit: "grapheme" })
      .filter((text) => text !== "." && text !== "..");
    await fc.assert(
      fc.asyncProperty(segment, segment, async (a, b) => {
        expect(await ask(router, `/p/${encodeURIComponent(a)}/${encodeURIComponent(b)}`)).toEqual(["p", { a, b }]);
      }),
      { numRuns: 50 },
    );
  });
});
