import { describe, expect, it } from "@jest/globals";
import { HTTPFactory } from "../../src/server/http-factory.js";
import { takePlatformContent } from "../../src/server/platform-content.js";
import { inject } from "../../src/testing/inject.js";
import type { InjectedResponse } from "../../src/testing/injected-response.js";

const send = (response: Response): Promise<InjectedResponse> =>
  inject(new HTTPFactory({ handler: () => response }), "/");

describe("the content of a platform's Response", () => {
  it.each<[string, () => ConstructorParameters<typeof Response>[0]]>([
    ["text", () => "héllo \ud800"],
    ["empty text", () => ""],
    ["bytes", () => Buffer.from([0, 255, 10])],
    ["part of a buffer", () => Buffer.from("hello").subarray(1, 3)],
    ["a buffer", () => new Uint8Array([1, 2, 3]).buffer],
    ["a form", () => new URLSearchParams({ a: "é" })],
    ["a Blob", () => new Blob(["hello"])],
    ["a stream", () => new Response("hello").body],
  ])("is sent as it would be read, and used up then: %s", async (_what, body) => {
    const response = new Response(body());
    const sent = await send(response);
    expect(sent.body).toEqual(Buffer.from(await new Response(body()).arrayBuffer()));
    expect(response.bodyUsed).toBe(true);
    expect((await send(response)).status).toBe(500);
  });

  it("isn't what its maker did to the bytes afterwards", async () => {
    const bytes = Buffer.from("before");
    const response = new Response(bytes);
    bytes.write("after!");
    expect((await send(response)).text()).toBe("before");
  });

  it("is there for the clone as well as for the original", async () => {
    const response = new Response("hello");
    const clone = response.clone();
    expect((await send(response)).text()).toBe("hello");
    expect((await send(clone)).text()).toBe("hello");
  });

  it("isn't taken from somebody who is about to read it", async () => {
    const response = new Response("hello");
    const reader = response.body?.getReader();
    expect(takePlatformContent(response)).toBeUndefined();
    expect((await send(response)).status).toBe(500);
    expect((await reader?.read())?.value).toEqual(new Uint8Array(Buffer.from("hello")));
  });

  it("isn't known of a body that was a stream, nor where there is none", () => {
    expect(takePlatformContent(new Response(new Response("x").body))).toBeUndefined();
    expect(takePlatformContent(new Response())).toBeUndefined();
  });
});
