import { describe, expect, it } from "@jest/globals";
import { succeed } from "@twist/core";
import { Resource } from "../../src/resources/resource.js";
import type { HTTPRequest } from "../../src/server/http-request.js";
import type { HTTPResponse } from "../../src/server/http-response.js";
import { HTTPFactory } from "../../src/server/http-factory.js";
import { inject, type InjectedRequest } from "../../src/testing/inject.js";
import type { InjectedResponse } from "../../src/testing/injected-response.js";

/** Says its name, and where in the tree it was reached. */
class Named extends Resource {
  override readonly isLeaf: boolean;
  readonly #name: string;

  constructor(name: string, isLeaf = false) {
    super();
    this.#name = name;
    this.isLeaf = isLeaf;
  }

  override render_GET(request: HTTPRequest, response: HTTPResponse): void {
    response.send(200, {}, JSON.stringify([this.#name, request.prepath, request.postpath]));
  }
}

function ask(root: Resource, request: InjectedRequest | string): Promise<InjectedResponse> {
  return inject(new HTTPFactory({ resource: root }), request);
}

describe("a tree of resources", () => {
  const root = new Named("root")
    .putChild("a", new Named("a").putChild("b", new Named("b")))
    .putChild("leaf", new Named("leaf", true))
    .putChild("ü/x", new Named("odd"))
    .putChild("slash", new Named("slash").putChild("", new Named("its own")));

  it.each([
    ["/", ["root", [], [""]]],
    ["/a", ["a", ["a"], []]],
    ["/a/", ["a", ["a"], [""]]],
    ["/a/b?c", ["b", ["a", "b"], []]],
    ["/leaf", ["leaf", ["leaf"], []]],
    ["/leaf/x/%2e%2e//y", ["leaf", ["leaf"], ["x", "..", "", "y"]]],
    ["/%C3%BC%2Fx", ["odd", ["ü/x"], []]],
    ["/slash/", ["its own", ["slash", ""], []]],
    ["http://other.example/a", ["a", ["a"], []]],
  ])("finds what %s names", async (target, expected) => {
    expect((await ask(root, target)).json()).toEqual(expected);
  });

  it.each(["/b", "/a/c", "/a//b", "/__proto__", "/constructor", "//a"])("answers 404 for %s", async (target) => {
    const response = await ask(root, target);
    expect(response.status).toBe(404);
    expect(response.text()).toBe("404 Not Found\n");
  });

  it.each(["/%", "/%zz", "/%ff", "/%C3"])("answers 400 for %s, which can't be decoded", async (target) => {
    expect((await ask(root, target)).status).toBe(400);
  });

  it("asks getChild for what putChild doesn't know, and waits for its promise or Deferred", async () => {
    class Dynamic extends Resource {
      override getChild(name: string): Resource | undefined | PromiseLike<Resource | undefined> {
        if (name === "now") return new Named("now");
        if (name === "deferred") return succeed<Resource | undefined>(new Named("deferred", true));
        return name === "later" ? Promise.resolve(new Named("later", true)) : Promise.resolve(undefined);
      }
    }
    expect((await ask(new Dynamic(), "/now")).json()).toEqual(["now", ["now"], []]);
    expect((await ask(new Dynamic(), "/later/x")).json()).toEqual(["later", ["later"], ["x"]]);
    expect((await ask(new Dynamic(), "/deferred")).json()).toEqual(["deferred", ["deferred"], []]);
    expect((await ask(new Dynamic(), "/never")).status).toBe(404);
  });
});

describe("the methods of a resource", () => {
  class Item extends Resource {
    override render_GET(_request: HTTPRequest, response: HTTPResponse): void {
      response.send(200, {}, "content");
    }
    override async render_PUT(request: HTTPRequest, response: HTTPResponse): Promise<void> {
      response.send(200, {}, await request.body.text());
    }
    render_PROPFIND(_request: HTTPRequest, response: HTTPResponse): void {
      response.send(207);
    }
  }

  it("are called by name, those of HTTP and others", async () => {
    expect((await ask(new Item(), { method: "PUT", body: "x" })).text()).toBe("x");
    expect((await ask(new Item(), { method: "PROPFIND" })).status).toBe(207);
  });

  it("let render_GET answer HEAD", async () => {
    const response = await ask(new Item(), { method: "HEAD" });
    expect(response.headers.get("content-length")).toBe("7");
    expect(response.body).toHaveLength(0);
  });

  it("are told to OPTIONS, for the server too", async () => {
    for (const request of [{ method: "OPTIONS" }, { method: "OPTIONS", target: "*" }]) {
      const response = await ask(new Item(), request);
      expect(response.status).toBe(204);
      expect(response.headers.get("allow")).toBe("GET, HEAD, OPTIONS, PROPFIND, PUT");
    }
  });

  it.each(["POST", "get", "constructor", "__proto__", "toString"])("answer %s with 405 and Allow", async (method) => {
    const response = await ask(new Item(), { method });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("GET, HEAD, OPTIONS, PROPFIND, PUT");
  });

  it("are none in a plain Resource", async () => {
    const response = await ask(new Resource(), "/");
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("OPTIONS");
  });
});
