import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { overrideGlobalResponse } from "../../src/server/global-response.js";
import { HTTPFactory } from "../../src/server/http-factory.js";
import { Response as LightResponse } from "../../src/server/light-response.js";
import { inject } from "../../src/testing/inject.js";

const platform = globalThis.Response;
let undo: () => void;

beforeEach(() => {
  undo = overrideGlobalResponse();
});
afterEach(() => {
  undo();
});

describe("overrideGlobalResponse", () => {
  it("makes ours the global, and puts the platform's back", () => {
    expect(globalThis.Response).toBe(LightResponse);
    expect(Object.getOwnPropertyDescriptor(globalThis, "Response")).toMatchObject({
      enumerable: false,
      writable: true,
    });
    undo();
    expect(globalThis.Response).toBe(platform);
  });

  it("can be done twice", () => {
    const again = overrideGlobalResponse();
    expect(globalThis.Response).toBe(LightResponse);
    again();
    expect(globalThis.Response).toBe(platform);
  });

  it("has every kind of Response be one, the platform's own too", async () => {
    const fetched = await fetch("data:text/plain,hello");
    const all = [new Response("a"), Response.json({}), Response.error(), Response.redirect("http://a/", 302), fetched];
    for (const response of all) {
      expect(response instanceof Response).toBe(true);
      expect(response instanceof platform).toBe(true);
    }
    expect(await fetched.clone().text()).toBe("hello");
    expect(await new Response(fetched.body).text()).toBe("hello");
  });

  it("has responses that can be read, cloned and wrapped", async () => {
    const response = new Response("hello", { status: 201, headers: { "X-A": "1" } });
    const copy = new Response(response.clone().body, response);
    expect([copy.status, copy.headers.get("x-a"), await copy.text()]).toEqual([201, "1", "hello"]);
    expect(await new Response(new Blob(["blob"])).text()).toBe("blob");
    expect(await new Response(new URLSearchParams({ a: "b" })).text()).toBe("a=b");
    expect(await response.text()).toBe("hello");
    class Special extends Response {}
    expect(await new Special("special").text()).toBe("special");
  });

  it("is what handlers answer with", async () => {
    const fetched = await fetch("data:text/plain,fetched");
    for (const [made, text] of [
      [() => new Response("made"), "made"],
      [() => fetched, "fetched"],
      [() => new platform("platform"), "platform"],
    ] as const) {
      expect((await inject(new HTTPFactory({ handler: made }), "/")).text()).toBe(text);
    }
  });

  it("is what somebody is told of who sets the global by hand", async () => {
    undo();
    jest.resetModules();
    const { Response: fresh } = await import("../../src/server/light-response.js");
    globalThis.Response = fresh;
    expect(() => new Response("x")).toThrow(/overrideGlobalResponse\(\)/);
    globalThis.Response = platform;
  });
});
