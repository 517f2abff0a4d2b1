import { describe, expect, it } from "@jest/globals";
import type { FetchHandler } from "../../src/server/fetch-handler.js";
import { HTTPFactory } from "../../src/server/http-factory.js";
import { inject, type InjectedRequest } from "../../src/testing/inject.js";

/** What `look` sees of the Request for `request`. */
async function look(request: InjectedRequest, see: (request: Request) => unknown): Promise<unknown> {
  let seen: unknown;
  const handler: FetchHandler = async (incoming) => {
    seen = await see(incoming);
    return new Response();
  };
  const { status } = await inject(new HTTPFactory({ handler }), request);
  return status === 200 ? seen : status;
}

const POST = { method: "POST", target: "/a/../b?c", headers: { "X-A": "1" }, body: "hello" };

describe("the Request of a fetch handler", () => {
  it("is one, and says what the platform's would", async () => {
    const seen = await look(POST, (request) => [
      request instanceof Request,
      request.method,
      request.url,
      request.headers.get("x-a"),
      request.bodyUsed,
      request.cache,
      request.redirect,
      Object.prototype.toString.call(request),
    ]);
    expect(seen).toEqual([true, "POST", "http://localhost/b?c", "1", false, "default", "follow", "[object Request]"]);
  });

  it.each<[string, (request: Request) => Promise<unknown>]>([
    ["read", (request) => request.text()],
    ["read from its stream", (request) => new Response(request.body).text()],
    ["cloned", async (request) => [await request.clone().text(), await request.text()].join("")],
    ["copied by the constructor", (request) => new Request(request).text()],
    ["copied as options", (request) => new Request("http://other/", request).text()],
    ["read after its fields", (request) => (request.headers.get("x-a"), request.text())],
  ])("has a body that can be %s", async (how, read) => {
    expect(await look(POST, read)).toBe(how === "cloned" ? "hellohello" : "hello");
  });

  it("is carried over whole where it is copied", async () => {
    const seen = await look(POST, (request) => {
      const { method, url, headers } = new Request(request);
      return [method, url, headers.get("x-a"), request.bodyUsed];
    });
    expect(seen).toEqual(["POST", "http://localhost/b?c", "1", true]);
  });

  it("gives the same fields, signal and body each time", async () => {
    const seen = await look(POST, (request) => [
      request.headers === request.headers,
      request.signal === request.signal,
      request.body === request.body,
    ]);
    expect(seen).toEqual([true, true, true]);
  });

  it("writes the methods in capitals that the standard writes so, and no others", async () => {
    expect(await look({ method: "post" }, (request) => request.method)).toBe("POST");
    expect(await look({ method: "patch" }, (request) => request.method)).toBe("patch");
  });
});
