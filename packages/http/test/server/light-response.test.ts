import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { HTTPFactory } from "../../src/server/http-factory.js";
import { Response as LightResponse } from "../../src/server/light-response.js";
import { inject } from "../../src/testing/inject.js";
import type { InjectedResponse } from "../../src/testing/injected-response.js";

const answer = (response: Response): Promise<InjectedResponse> =>
  inject(new HTTPFactory({ handler: () => response }), "/");

type Init = NonNullable<ConstructorParameters<typeof Response>[1]>;
type Body = ConstructorParameters<typeof Response>[0];

/** Everything that can be seen of a response. */
async function seen(response: Response): Promise<unknown> {
  const { status, statusText, ok, type, url, redirected, bodyUsed } = response;
  const hasBody = response.body !== null;
  const headers = [...response.headers];
  return { status, statusText, ok, type, url, redirected, bodyUsed, hasBody, headers, text: await response.text() };
}

const CASES: [what: string, body: Body, init: Init | undefined][] = [
  ["nothing", undefined, undefined],
  ["null and a status", null, { status: 204 }],
  ["text", "héllo", undefined],
  ["empty text", "", { status: 404 }],
  ["text with fields", "x", { headers: { "X-A": "1", "x-b": "2" } }],
  ["text of another type", "{}", { headers: { "content-type": "application/json" } }],
  ["bytes", new Uint8Array([65, 66]), undefined],
  ["fields in a Headers", "x", { headers: new Headers({ a: "1" }) }],
  [
    "fields in a list",
    "x",
    {
      headers: [
        ["Set-Cookie", "a=1"],
        ["Set-Cookie", "b=2"],
      ] as [string, string][],
    },
  ],
  ["a reason phrase", "x", { status: 201, statusText: "Fine" }],
  ["a form", new URLSearchParams({ a: "b" }), undefined],
];

describe("the light Response", () => {
  it.each(CASES)("is in all that can be seen what the platform's is: %s", async (_what, body, init) => {
    expect(await seen(new LightResponse(body, init))).toEqual(await seen(new Response(body, init)));
  });

  it.each(CASES)("is sent as the platform's is: %s", async (_what, body, init) => {
    const [ours, theirs] = [await answer(new LightResponse(body, init)), await answer(new Response(body, init))];
    expect([ours.status, ours.text()]).toEqual([theirs.status, theirs.text()]);
    const fields = ({ headers }: InjectedResponse): string[] =>
      [...headers].map(([name, value]) => `${name.toLowerCase()}: ${value}`).sort();
    expect(fields(ours)).toEqual(fields(theirs));
  });

  it.each<[string, Body, Init]>([
    ["a status that is none", "x", { status: 99 }],
    ["a body with a status that has none", "x", { status: 204 }],
    ["a line end in a field", "x", { headers: { "X-A": "1\r\nX-B: 2" } }],
    ["a name that is no token", "x", { headers: { "X A": "1" } }],
  ])("refuses %s with the platform's error", (_what, body, init) => {
    const errorOf = (make: () => unknown): unknown => {
      try {
        return make();
      } catch (error) {
        return (error as Error).constructor.name;
      }
    };
    expect(errorOf(() => new LightResponse(body, init))).toBe(errorOf(() => new Response(body, init)));
  });

  it("makes JSON, redirects and errors", async () => {
    expect(await seen(LightResponse.json({ a: 1 }, { status: 201 }))).toEqual(
      await seen(Response.json({ a: 1 }, { status: 201 })),
    );
    expect(LightResponse.redirect("http://a/", 307).headers.get("location")).toBe("http://a/");
    expect(LightResponse.error().type).toBe("error");
    expect(() => LightResponse.json(undefined)).toThrow("serializable");
  });

  it("sends fields that were changed after it was made, and none that are the connection's", async () => {
    const response = new LightResponse("x", { headers: { "X-A": "1", Connection: "upgrade" } });
    response.headers.set("X-A", "2");
    response.headers.append("Set-Cookie", "a=1");
    response.headers.append("Set-Cookie", "b=2");
    const { headers } = await answer(response);
    expect(headers.get("x-a")).toBe("2");
    expect(headers.getAll("set-cookie")).toEqual(["a=1", "b=2"]);
    expect(
      (await answer(new LightResponse("x", { headers: { Connection: "upgrade" } }))).headers.has("connection"),
    ).toBe(false);
  });

  it("gives its fields to one response and not to the next", async () => {
    const first = new LightResponse("x", { headers: { "X-A": "1" } });
    const second = new LightResponse("x", { headers: { "X-A": "1" } });
    first.headers.set("X-A", "changed");
    expect(second.headers.get("x-a")).toBe("1");
    expect((await answer(second)).headers.get("x-a")).toBe("1");
  });

  it("is a Response to everybody: instanceof, clone, and as the body and fields of another one", async () => {
    const response = new LightResponse("hello", { status: 201 });
    expect(response).toBeInstanceOf(Response);
    expect(await response.clone().text()).toBe("hello");
    expect((await answer(response)).text()).toBe("hello");
    const made = new LightResponse("hello", { headers: { "X-A": "1" } });
    const copy = new Response(made.body, made);
    expect([await copy.text(), copy.headers.get("x-a"), made.bodyUsed]).toEqual(["hello", "1", true]);
  });

  it("is used up by being read or sent", async () => {
    const read = new LightResponse("x");
    await read.text();
    expect((await answer(read)).status).toBe(500);
    const sent = new LightResponse("x");
    expect((await answer(sent)).status).toBe(200);
    expect(sent.bodyUsed).toBe(true);
    expect((await answer(sent)).status).toBe(500);
    await expect(sent.text()).rejects.toThrow("Body is unusable");
  });

  it("counts each Response as one of its own, and those of a subclass as such", () => {
    class Special extends LightResponse {
      special = true;
    }
    const special = new Special("x");
    expect([special.special, special.status]).toEqual([true, 200]);
    expect(special).toBeInstanceOf(Special);
    expect(special).toBeInstanceOf(Response);
    expect(new Response("x")).toBeInstanceOf(LightResponse);
    expect(new LightResponse("x")).not.toBeInstanceOf(Special);
    expect({}).not.toBeInstanceOf(LightResponse);
  });
});

describe("the light Response where the platform's can't be stood in for", () => {
  const platform = globalThis.Response;

  /** Keeps its state to itself, as the platform's does from Node 24 on. */
  class PrivateResponse {
    readonly #inner: Response;

    constructor(body?: Body, init?: Init) {
      this.#inner = new platform(body, init);
    }

    static json(value: unknown, init?: Init): PrivateResponse {
      return new PrivateResponse(JSON.stringify(value), init);
    }

    get status(): number {
      return this.#inner.status;
    }

    get headers(): Headers {
      return this.#inner.headers;
    }

    get bodyUsed(): boolean {
      return this.#inner.bodyUsed;
    }

    get body(): Response["body"] {
      return this.#inner.body;
    }

    text(): Promise<string> {
      return this.#inner.text();
    }

    clone(): PrivateResponse {
      return new PrivateResponse(this.#inner.clone().body, this.#inner);
    }
  }

  beforeEach(() => {
    jest.resetModules();
    globalThis.Response = PrivateResponse as unknown as typeof Response;
  });
  afterEach(() => {
    globalThis.Response = platform;
  });

  it("makes the platform's, which are served, and can be made subclasses of", async () => {
    const { Response: Made } = await import("../../src/server/light-response.js");
    const { HTTPFactory: Factory } = await import("../../src/server/http-factory.js");
    const { inject: injectInto } = await import("../../src/testing/inject.js");
    class Special extends Made {
      special = true;
    }
    for (const response of [new Made("hello", { status: 201 }), new Special("hello", { status: 201 })]) {
      expect([response.status, response.bodyUsed]).toEqual([201, false]);
      expect(response).toBeInstanceOf(Made);
      expect(response).toBeInstanceOf(PrivateResponse);
      const answered = await injectInto(new Factory({ handler: () => response }), "/");
      expect([answered.status, answered.text()]).toEqual([201, "hello"]);
    }
    expect(new Special("x").special).toBe(true);
    expect(await Made.json({ a: 1 }).text()).toBe('{"a":1}');
  });
});
