import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { connectedPair } from "@twist/core/testing";
import { Hono } from "hono";
import { compress as honoCompress } from "hono/compress";
import { getCookie, setCookie } from "hono/cookie";
import { HTTPException } from "hono/http-exception";
import { stream, streamSSE, streamText } from "hono/streaming";
import { gunzipSync } from "node:zlib";
import { HTTPClientProtocol } from "../src/client/http-client-protocol.js";
import { compress } from "../src/compression/compress.js";
import { type FetchInfo, fetchRequestHandler } from "../src/server/fetch-handler.js";
import { overrideGlobalResponse } from "../src/server/global-response.js";
import { HTTPFactory } from "../src/server/http-factory.js";
import type { InjectedResponse } from "../src/testing/injected-response.js";
import { type InjectedRequest, inject } from "../src/testing/inject.js";
import { settled } from "./server/served-connection.js";

/** What a stream was told and did, seen from outside. */
interface Seen {
  aborted: boolean;
  pulled: number;
}

function application(seen: Seen = { aborted: false, pulled: 0 }): Hono<{ Bindings: FetchInfo }> {
  const app = new Hono<{ Bindings: FetchInfo }>();
  app.use("/timed/*", async (context, next) => {
    await next();
    context.header("X-Timed", "yes");
  });
  app.get("/", (context) => context.text("home"));
  app.get("/users/:id", (context) => context.json({ id: context.req.param("id"), q: context.req.query("q") }));
  app.get("/timed/x", (context) => context.text("timed"));
  app.get("/peer", (context) => context.text(context.env.peer.type));
  app.get("/redirect", (context) => context.redirect("/", 302));
  app.get("/empty", (context) => context.body(null, 204));
  app.post("/json", async (context) => context.json({ got: await context.req.json<unknown>() }, 201));
  app.post("/form", async (context) => {
    const { name, file } = await context.req.parseBody();
    const content = file instanceof File ? await file.text() : "no file";
    return context.text(`${typeof name === "string" ? name : "no name"} ${content}`);
  });
  app.post("/echo", ({ req }) => new Response(req.raw.body));
  app.get("/cookies", (context) => {
    setCookie(context, "a", "1");
    setCookie(context, "b", "2");
    return context.text(getCookie(context, "seen") ?? "none");
  });
  app.get("/stream", (context) =>
    streamText(context, async (out) => {
      for (const word of ["one ", "two ", "three"]) await out.write(word);
    }),
  );
  app.get("/events", (context) =>
    streamSSE(context, async (events) => {
      await events.writeSSE({ id: "1", event: "greeting", data: "hello" });
    }),
  );
  app.get("/endless", (context) =>
    stream(context, async (out) => {
      out.onAbort(() => {
        seen.aborted = true;
      });
      while (!out.aborted) {
        seen.pulled++;
        await out.write(new Uint8Array(16 * 1024));
      }
    }),
  );
  app.get("/refused", () => {
    throw new HTTPException(403, { message: "not you" });
  });
  app.get("/broken", () => {
    throw new Error("secret detail");
  });
  app.get("/packed", honoCompress({ threshold: 0 }), (context) => context.text("packed ".repeat(500)));
  app.get("/long", (context) => context.text("long ".repeat(500)));
  app.onError((error, context) =>
    error instanceof HTTPException ? error.getResponse() : context.text("something broke", 500),
  );
  app.notFound((context) => context.text("nothing here", 404));
  return app;
}

function ask(request: InjectedRequest | string): Promise<InjectedResponse> {
  return inject(new HTTPFactory({ handler: application().fetch }), request);
}

/** Hono makes its responses by the global. */
const responses = [
  { whose: "Node's Response", override: () => () => undefined },
  { whose: "our Response in its place", override: overrideGlobalResponse },
];

describe.each(responses)("with $whose,", ({ override }) => {
  let undo: () => void;

  beforeAll(() => {
    undo = override();
  });
  afterAll(() => {
    undo();
  });

  describe("a Hono application, through inject", () => {
    it("routes by path, parameters and query", async () => {
      expect((await ask("/")).text()).toBe("home");
      expect((await ask("/users/7?q=x%20y")).json()).toEqual({ id: "7", q: "x y" });
      const missing = await ask("/nowhere");
      expect([missing.status, missing.text()]).toEqual([404, "nothing here"]);
    });

    it("answers HEAD by GET, with the length and without the content", async () => {
      const head = await ask({ method: "HEAD", target: "/" });
      expect([head.status, head.body.length]).toEqual([200, 0]);
    });

    it("runs its middleware", async () => {
      expect((await ask("/timed/x")).headers.get("x-timed")).toBe("yes");
    });

    it("tells it who the peer is", async () => {
      expect((await ask("/peer")).text()).toBe("tcp");
    });

    it("redirects, and answers without content", async () => {
      const redirect = await ask("/redirect");
      expect([redirect.status, redirect.headers.get("location")]).toEqual([302, "/"]);
      expect((await ask("/empty")).status).toBe(204);
    });

    it("reads JSON, forms and files out of request bodies", async () => {
      const json = await ask({
        method: "POST",
        target: "/json",
        headers: { "Content-Type": "application/json" },
        body: '{"a":1}',
      });
      expect([json.status, json.json()]).toEqual([201, { got: { a: 1 } }]);
      const form = await ask({
        method: "POST",
        target: "/form",
        headers: { "Content-Type": "multipart/form-data; boundary=b" },
        body:
          '--b\r\nContent-Disposition: form-data; name="name"\r\n\r\nAda\r\n' +
          '--b\r\nContent-Disposition: form-data; name="file"; filename="f.txt"\r\n\r\ncontent\r\n--b--\r\n',
      });
      expect(form.text()).toBe("Ada content");
    });

    it("sends cookies one by one, and reads them", async () => {
      const response = await ask({ target: "/cookies", headers: { Cookie: "seen=yes" } });
      expect([response.text(), response.headers.getAll("set-cookie")]).toEqual(["yes", ["a=1; Path=/", "b=2; Path=/"]]);
    });

    it("answers its errors as it says, and tells nothing of others", async () => {
      const refused = await ask("/refused");
      expect([refused.status, refused.text()]).toEqual([403, "not you"]);
      const broken = await ask("/broken");
      expect([broken.status, broken.text()]).toEqual([500, "something broke"]);
    });

    it("streams text and events", async () => {
      const text = await ask("/stream");
      expect([text.text(), text.headers.get("transfer-encoding")]).toEqual(["one two three", "chunked"]);
      const events = await ask("/events");
      expect(events.headers.get("content-type")).toMatch(/^text\/event-stream/);
      expect(events.text()).toBe("event: greeting\ndata: hello\nid: 1\n\n");
    });

    it("is compressed by its own middleware or by ours, never twice", async () => {
      const asked = { headers: { "Accept-Encoding": "gzip" } };
      const factory = new HTTPFactory({ onRequest: compress(fetchRequestHandler(application().fetch)) });
      for (const word of ["packed", "long"]) {
        const response = await inject(factory, { ...asked, target: `/${word}` });
        expect(response.headers.getAll("content-encoding")).toEqual(["gzip"]);
        expect(gunzipSync(response.body).toString()).toBe(`${word} `.repeat(500));
      }
    });
  });

  describe("a Hono application, on a connected pair", () => {
    const url = "http://hono.example";

    function connected(seen?: Seen) {
      const client = new HTTPClientProtocol();
      const pair = connectedPair(new HTTPFactory({ handler: application(seen).fetch }).buildProtocol(), client);
      return { client, pair };
    }

    it("answers several requests on one connection", async () => {
      const { client, pair } = connected();
      const texts: string[] = [];
      const all = (async () => {
        for (const target of ["/", "/users/1", "/stream", "/nowhere"])
          texts.push(await (await client.request({ url: url + target })).text());
      })();
      await pair.flushAsync();
      await all;
      expect(texts).toEqual(["home", '{"id":"1"}', "one two three", "nothing here"]);
    });

    it("gives a large body back as it comes", async () => {
      const { client, pair } = connected();
      const body = Buffer.alloc(1_000_000, "abcdefg");
      const echoed = (async () => (await client.request({ url: `${url}/echo`, method: "POST", body })).bytes())();
      await pair.flushAsync();
      expect((await echoed).equals(body)).toBe(true);
    });

    it("is told when the client goes away, and stops", async () => {
      const seen = { aborted: false, pulled: 0 };
      const { client, pair } = connected(seen);
      const head = client.request({ url: `${url}/endless` });
      await pair.flushAsync();
      (await head).body.discard();
      client.transport.abortConnection();
      await pair.flushAsync();
      await settled();
      const before = seen.pulled;
      await settled();
      expect([seen.aborted, seen.pulled]).toEqual([true, before]);
    });

    it("makes no more than the client takes", async () => {
      const seen = { aborted: false, pulled: 0 };
      const { client, pair } = connected(seen);
      const head = client.request({ url: `${url}/endless` });
      await pair.flushAsync();
      await head;
      await pair.flushAsync();
      // The body isn't read: what is under way is a few buffers.
      expect(seen.pulled).toBeLessThan(64);
      client.transport.abortConnection();
      await pair.flushAsync();
    });
  });
});
