import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { MemoryFileSystem } from "@twist/core/filesystem";
import { Clock } from "@twist/core/testing";
import { type Middleware, type RouteHandler, Router } from "../../src/routing/index.js";
import { HTTPFactory } from "../../src/server/http-factory.js";
import { StaticFiles } from "../../src/static/static-files.js";
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

describe("Router.all", () => {
  it("answers every method that has no route of its own, HEAD and OPTIONS too", async () => {
    const router = new Router().get("/a", named("get")).all("/a", named("all"));
    expect(await ask(router, "/a")).toEqual(["get", {}]);
    for (const method of ["POST", "OPTIONS", "X-ANY"]) expect(await ask(router, "/a", method)).toEqual(["all", {}]);
  });

  it("refuses a second one", () => {
    expect(() => new Router().all("/a", named("x")).all("/a", named("y"))).toThrow(TypeError);
  });
});

describe("Router.mount", () => {
  it("answers by another router's routes, below a prefix", async () => {
    const api = new Router().get("/", named("index")).get("/users/:id", named("user"));
    const router = new Router().get("/", named("home")).mount("/api", api);
    expect(await ask(router, "/")).toEqual(["home", {}]);
    expect(await ask(router, "/api")).toEqual(["index", {}]);
    expect(await ask(router, "/api/users/7")).toEqual(["user", { id: "7" }]);
    expect(await ask(router, "/api/users/7", "PUT")).toBe(405);
    expect(await ask(router, "/users/7")).toBe(404);
    expect(await ask(api, "/users/7")).toEqual(["user", { id: "7" }]);
  });

  it("sees routes that are added later, however deep", async () => {
    const [inner, middle, outer] = [new Router(), new Router(), new Router()];
    outer.mount("/a", middle);
    middle.mount("/b", inner);
    inner.get("/c", named("c"));
    expect(await ask(outer, "/a/b/c")).toEqual(["c", {}]);
  });

  it("gives handlers the prefix's parameters too", async () => {
    const posts = new Router().get("/posts/:post", named("post"));
    const router = new Router().mount("/users/:id", posts);
    expect(await ask(router, "/users/7/posts/x")).toEqual(["post", { id: "7", post: "x" }]);
  });

  it("answers from a tree of resources, every method and depth", async () => {
    const clock = new Clock();
    const files = new MemoryFileSystem({ "/a/b.txt": "b", "/index.html": "index" }, { clock });
    const router = new Router().mount("/site/files", new StaticFiles(files));
    const factory = new HTTPFactory({ onRequest: router.handle });
    const get = async (target: string, method = "GET"): Promise<[number, string, string | undefined]> => {
      const { status, headers, body } = await inject(factory, { target, method }, { clock });
      return [status, body.toString(), headers.get("location") ?? headers.get("allow")];
    };
    expect(await get("/site/files/a/b.txt")).toEqual([200, "b", undefined]);
    expect(await get("/site/files/")).toEqual([200, "index", undefined]);
    expect((await get("/site/files"))[2]).toBe("./files/");
    expect((await get("/site/files/a/b.txt", "DELETE"))[2]).toBe("GET, HEAD, OPTIONS");
    expect((await get("/site/files/../x"))[0]).toBe(400);
    expect((await get("/site"))[0]).toBe(404);
  });

  it("refuses a prefix that nothing can follow, itself, and what is there already", () => {
    const router = new Router().get("/a/b", named("b"));
    for (const prefix of ["", "/", "/a/", "/a/*rest", "a"])
      expect(() => router.mount(prefix, new Router())).toThrow(TypeError);
    expect(() => router.mount("/x", router)).toThrow(TypeError);
    const [inner, outer] = [new Router(), new Router()];
    outer.mount("/x", inner);
    expect(() => inner.mount("/y", outer)).toThrow(TypeError);
    expect(() => router.mount("/a", new Router().get("/b", named("x")))).toThrow(TypeError);
  });
});

describe("Router.use", () => {
  const marks =
    (mark: string): Middleware =>
    (handler) =>
    (request, response, params) => {
      response.headers.append("X-Mark", mark);
      return handler(request, response, params);
    };

  async function marksOf(router: Router, target: string): Promise<string | undefined> {
    return (await inject(new HTTPFactory({ onRequest: router.handle }), target)).headers.get("x-mark");
  }

  it("stands around routes that come after it, the first outermost", async () => {
    const router = new Router().get("/a", named("a")).use(marks("1")).use(marks("2")).get("/b", named("b"));
    expect(await marksOf(router, "/a")).toBeUndefined();
    expect(await marksOf(router, "/b")).toBe("1, 2");
  });

  it("goes along when a router is mounted, inside that of the other", async () => {
    const inner = new Router().use(marks("inner")).get("/a", named("a"));
    const router = new Router().use(marks("outer")).mount("/x", inner);
    expect(await marksOf(router, "/x/a")).toBe("outer, inner");
    expect(await marksOf(inner, "/a")).toBe("inner");
  });

  it("may answer in the handler's place", async () => {
    const router = new Router()
      .use(() => (_request, response) => {
        response.send(403);
      })
      .get("/a", named("a"));
    expect(await ask(router, "/a")).toBe(403);
  });
});
