import { randomBytes } from "node:crypto";
import { stat } from "node:fs/promises";
import { brotliDecompressSync, createGunzip, gunzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { MemoryFileSystem } from "@twist/core/filesystem";
import { Clock } from "@twist/core/testing";
import { compress } from "../../src/compression/compress.js";
import type { CompressionOptions } from "../../src/compression/negotiated-encoding.js";
import { EventStream } from "../../src/events/event-stream.js";
import { Resource } from "../../src/resources/resource.js";
import { Router } from "../../src/routing/router.js";
import { fetchRequestHandler } from "../../src/server/fetch-handler.js";
import { HTTPFactory } from "../../src/server/http-factory.js";
import type { HTTPRequest } from "../../src/server/http-request.js";
import type { HTTPResponse } from "../../src/server/http-response.js";
import type { RequestHandler } from "../../src/server/request-handler.js";
import { StaticFiles } from "../../src/static/static-files.js";
import type { InjectedResponse } from "../../src/testing/injected-response.js";
import { inject } from "../../src/testing/inject.js";
import { Headers } from "../../src/wire/headers.js";
import { ServedConnection } from "../server/served-connection.js";

const TEXT = "hello ".repeat(1000);
const LONG = "a line of a long page\n".repeat(100_000);
const HTML = { "Content-Type": "text/html" };

interface Ask {
  readonly accept?: string;
  readonly method?: string;
  readonly options?: CompressionOptions;
  readonly headers?: Record<string, string>;
}

function ask(onRequest: RequestHandler, { accept = "gzip", method = "GET", options, headers = {} }: Ask = {}) {
  const accepted: Record<string, string> = accept === "" ? {} : { "Accept-Encoding": accept };
  const factory = new HTTPFactory({ onRequest: compress(onRequest, options) });
  return inject(factory, { method, headers: { ...accepted, ...headers } });
}

/** A handler that sends all in one go. */
function sends(body: string | Uint8Array, fields: Record<string, string> = HTML, status = 200): RequestHandler {
  return (_request, response) => {
    response.send(status, fields, body);
  };
}

/** A handler that sends piece by piece. */
function streams(pieces: Iterable<Uint8Array | string>, fields: Record<string, string> = HTML): RequestHandler {
  return (_request, response) => {
    response.sendHead(200, fields);
    for (const piece of pieces) response.write(piece);
    response.end();
  };
}

function unzipped(response: InjectedResponse): string {
  expect(response.headers.get("content-encoding")).toBe("gzip");
  return gunzipSync(response.body).toString();
}

describe("compress", () => {
  it("compresses by what the client prefers", async () => {
    expect(unzipped(await ask(sends(TEXT), { accept: "gzip, br;q=0.5" }))).toBe(TEXT);
    const br = await ask(sends(TEXT), { accept: "gzip, br" });
    expect(br.headers.get("content-encoding")).toBe("br");
    expect(brotliDecompressSync(br.body).toString()).toBe(TEXT);
    const long = await ask(sends(LONG), { accept: "br" });
    expect(brotliDecompressSync(long.body).toString()).toBe(LONG);
  });

  it("says the length of what was compressed at once, and no length of what is compressed as it goes", async () => {
    const short = await ask(sends(TEXT));
    expect(short.headers.get("content-length")).toBe(String(short.body.length));
    const long = await ask(sends(LONG));
    expect(long.headers.has("content-length")).toBe(false);
    expect(unzipped(long)).toBe(LONG);
  });

  it("compresses what is written piece by piece, and keeps its trailers", async () => {
    const pieces = Array.from({ length: 50 }, (_, i) => Buffer.alloc(10_000, i));
    expect(gunzipSync((await ask(streams(pieces))).body).equals(Buffer.concat(pieces))).toBe(true);
    const response = await ask((_request, response) => {
      response.sendHead(200, HTML);
      response.write("ü", "latin1");
      response.write("");
      response.end(new Headers({ "X-Sum": "1" }));
    });
    expect(gunzipSync(response.body).toString("latin1")).toBe("ü");
    expect(response.trailers?.get("x-sum")).toBe("1");
  });

  it("takes a promised length back", async () => {
    const response = await ask((_request, response) => {
      response.sendHead(200, { ...HTML, "Content-Length": String(TEXT.length) });
      response.write(TEXT);
      response.end();
    });
    expect(response.headers.has("content-length")).toBe(false);
    expect(unzipped(response)).toBe(TEXT);
  });

  it("ends a compressed answer to an HTTP/1.0 client with the connection", async () => {
    const connection = new ServedConnection(compress(streams([TEXT])));
    connection.transport.deliver("GET / HTTP/1.0\r\nAccept-Encoding: gzip\r\n\r\n");
    await until(() => connection.transport.disconnecting);
    const [head = "", body = ""] = connection.transport.takeText("latin1").split("\r\n\r\n", 2);
    expect(head).not.toContain("chunked");
    expect(gunzipSync(Buffer.from(body, "latin1")).toString()).toBe(TEXT);
  });

  it("says Vary for what could have been compressed, whether it was or not", async () => {
    for (const accept of ["gzip", "identity", "", "gzip;q=0"]) {
      const response = await ask(sends(TEXT, { ...HTML, Vary: "Origin" }), { accept });
      expect(response.headers.getAll("vary").join(", ")).toBe("Origin, Accept-Encoding");
      expect(response.headers.has("content-encoding")).toBe(accept === "gzip");
    }
    for (const vary of ["*", "accept-encoding"])
      expect((await ask(sends(TEXT, { ...HTML, Vary: vary }))).headers.get("vary")).toBe(vary);
  });

  it.each([
    ["small", sends("x".repeat(1023))],
    ["encoded already", sends(TEXT, { ...HTML, "Content-Encoding": "x" })],
    ["a range", sends(TEXT, { ...HTML, "Content-Range": "bytes 0-5999/7000" }, 206)],
    ["not to be transformed", sends(TEXT, { ...HTML, "Cache-Control": "max-age=1, No-Transform" })],
    ["hashed as it is", sends(TEXT, { ...HTML, "Repr-Digest": "sha-256=:AAA=:" })],
    ["an image", sends(TEXT, { "Content-Type": "image/png" })],
    ["of no type", sends(TEXT, {})],
    ["a stream of events", sends(TEXT, { "Content-Type": "text/event-stream" })],
  ])("leaves what is %s", async (_name, handler) => {
    const response = await ask(handler);
    expect(response.headers.get("content-encoding")).not.toBe("gzip");
    expect(response.text()).toMatch(/^(?:x+|(?:hello )+)$/);
  });

  it("compresses from minBytes on", async () => {
    expect(unzipped(await ask(sends("x".repeat(1024))))).toHaveLength(1024);
    expect(unzipped(await ask(sends("x"), { options: { minBytes: 0 } }))).toBe("x");
    const nothing = await ask(sends(""), { options: { minBytes: 0 } });
    expect([nothing.headers.has("content-encoding"), nothing.body.length]).toEqual([false, 0]);
  });

  it("leaves 204, 304 and HEAD without content, and tells HEAD what GET would have had", async () => {
    for (const status of [204, 304]) {
      const response = await ask(sends("", HTML, status));
      expect([response.headers.has("content-encoding"), response.body.length]).toEqual([false, 0]);
    }
    for (const handler of [sends(TEXT), sends(LONG), streams([TEXT])]) {
      const head = await ask(handler, { method: "HEAD" });
      expect([head.status, head.headers.get("content-encoding"), head.body.length]).toEqual([200, "gzip", 0]);
      expect([head.headers.has("content-length"), head.headers.get("vary")]).toEqual([false, "Accept-Encoding"]);
    }
  });

  it("makes the entity tag weak, and drops Accept-Ranges", async () => {
    const response = await ask(sends(TEXT, { ...HTML, ETag: '"a"', "Accept-Ranges": "bytes" }));
    expect([response.headers.get("etag"), response.headers.has("accept-ranges")]).toEqual(['W/"a"', false]);
    expect((await ask(sends(TEXT, { ...HTML, ETag: 'W/"b"' }))).headers.get("etag")).toBe('W/"b"');
  });

  it("answers 304 with the tag that the client knows", async () => {
    const handler = sends("", { ETag: '"a"' }, 304);
    const tagFor = async (ifNoneMatch: string): Promise<string | undefined> =>
      (await ask(handler, { headers: { "If-None-Match": ifNoneMatch } })).headers.get("etag");
    expect(await tagFor('"x", W/"a"')).toBe('W/"a"');
    expect(await tagFor('"a"')).toBe('"a"');
    expect(await tagFor("*")).toBe('"a"');
  });

  it("keeps to the codings, types and thresholds that it is given", async () => {
    const only = await ask(sends(TEXT), { accept: "br, gzip", options: { codings: ["gzip"] } });
    expect(unzipped(only)).toBe(TEXT);
    const type = { "Content-Type": "application/x-mine; v=1" };
    const compressibleType = (essence: string): boolean => essence === "application/x-mine";
    expect(unzipped(await ask(sends(TEXT, type), { options: { compressibleType } }))).toBe(TEXT);
    expect(() => compress(sends(""), { minBytes: -1 })).toThrow(RangeError);
    expect(() => compress(sends(""), { maxCompressors: Number.NaN })).toThrow(RangeError);
  });

  it("leaves the fields that it was given as they were", async () => {
    const fields = new Headers({ ...HTML, ETag: '"a"' });
    await ask((_request, response) => {
      response.send(200, fields, TEXT);
    });
    expect([...fields]).toEqual([
      ["Content-Type", "text/html"],
      ["ETag", '"a"'],
    ]);
  });
});

describe("compress, around", () => {
  class Page extends Resource {
    override render_GET(_request: HTTPRequest, response: HTTPResponse): void {
      response.send(200, HTML, TEXT);
    }
  }

  const asked = { headers: { "Accept-Encoding": "gzip" } };

  it("a tree of resources", async () => {
    const factory = new HTTPFactory({ onRequest: compress(new Resource().putChild("page", new Page())) });
    expect(unzipped(await inject(factory, { ...asked, target: "/page" }))).toBe(TEXT);
  });

  it("one route, with its parameters", async () => {
    const router = new Router().get(
      "/:name",
      compress((_request: HTTPRequest, response: HTTPResponse, { name }: { readonly name: string }) => {
        response.send(200, HTML, name.repeat(500));
      }),
    );
    const response = await inject(new HTTPFactory({ onRequest: router.handle }), { ...asked, target: "/abc" });
    expect(unzipped(response)).toBe("abc".repeat(500));
  });

  it("a fetch handler, whose body may be a stream", async () => {
    const chunks = Array.from({ length: 50 }, (_, i) => Buffer.alloc(10_000, i));
    const handler = fetchRequestHandler(
      ({ url }) => new Response(url.endsWith("/stream") ? ReadableStream.from(chunks) : TEXT, { headers: HTML }),
    );
    const factory = new HTTPFactory({ onRequest: compress(handler) });
    expect(unzipped(await inject(factory, asked))).toBe(TEXT);
    const stream = await inject(factory, { ...asked, target: "/stream" });
    expect(gunzipSync(stream.body).equals(Buffer.concat(chunks))).toBe(true);
  });

  describe("static files", () => {
    const clock = new Clock({ startAt: Date.UTC(2026, 0, 1) });
    const files = new MemoryFileSystem(
      { "/page.html": LONG, "/small.html": TEXT, "/ready.css": TEXT, "/ready.css.gz": "made before" },
      { clock: new Clock() },
    );
    const factory = new HTTPFactory({ onRequest: compress(new StaticFiles(files)) });
    const get = (target: string, headers: Record<string, string> = {}): Promise<InjectedResponse> =>
      inject(factory, { target, headers: { ...asked.headers, ...headers } }, { clock });

    it("compresses what has no variant", async () => {
      expect(unzipped(await get("/page.html"))).toBe(LONG);
      expect(unzipped(await get("/small.html"))).toBe(TEXT);
    });

    it("prefers a variant that lies beside the file", async () => {
      const response = await get("/ready.css");
      expect([response.text(), response.headers.getAll("vary")]).toEqual(["made before", ["Accept-Encoding"]]);
    });

    it("answers ranges from the file as it is", async () => {
      const response = await get("/page.html", { Range: "bytes=0-4" });
      expect([response.status, response.text()]).toEqual([206, "a lin"]);
    });

    it("is asked again by the tag that it gave", async () => {
      const tag = (await get("/page.html")).headers.get("etag") ?? "";
      const again = await get("/page.html", { "If-None-Match": tag });
      expect([tag.startsWith('W/"'), again.status, again.headers.get("etag")]).toEqual([true, 304, tag]);
    });
  });
});

/** Lets other threads and real turns of the event loop happen until `isSo`. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await turn();
}

async function turn(): Promise<void> {
  await stat(".");
}

describe("compress, as it goes", () => {
  const REQUEST = "GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n";

  /** What the content of a chunked answer decompresses to so far. */
  async function soFar(wire: string): Promise<string> {
    const [, ...rest] = wire.split("\r\n\r\n");
    let chunked = Buffer.from(rest.join("\r\n\r\n"), "latin1");
    const gunzip = createGunzip();
    let text = "";
    gunzip.on("data", (chunk: Buffer) => (text += chunk.toString()));
    gunzip.on("error", () => undefined);
    while (chunked.length > 0) {
      const line = chunked.indexOf("\r\n");
      const size = Number.parseInt(chunked.subarray(0, line).toString(), 16);
      await new Promise((resolve) => gunzip.write(chunked.subarray(line + 2, line + 2 + size), resolve));
      chunked = chunked.subarray(line + 4 + size);
    }
    return text;
  }

  it("holds nothing back when the handler pauses: events arrive one by one", async () => {
    let events: EventStream | undefined;
    const connection = new ServedConnection(
      compress(
        (_request: HTTPRequest, response: HTTPResponse) => {
          events = new EventStream(response);
        },
        { compressibleType: () => true },
      ),
    );
    connection.transport.deliver(REQUEST);
    let expected = "";
    for (const data of ["one", "two", "three"]) {
      const before = connection.transport.text("latin1").length;
      events?.send({ data });
      expected += `data: ${data}\n\n`;
      await until(() => connection.transport.text("latin1").length > before);
      let text = "";
      while (text !== expected) text = await soFar(connection.transport.text("latin1"));
      expect(text).toBe(expected);
    }
    connection.transport.end();
  });

  it("pauses the producer while the client takes nothing, and goes on when it does", async () => {
    const { transport } = new ServedConnection((_request, response) => {
      compressed(_request, response);
    });
    let written = 0;
    let paused = false;
    const compressed = compress((_request: HTTPRequest, response: HTTPResponse) => {
      const produce = (): void => {
        // Random bytes don't compress: as many come out as go in.
        while (!paused) {
          written += 16 * 1024;
          response.write(randomBytes(16 * 1024));
        }
      };
      const pauseProducing = (): void => {
        paused = true;
      };
      const resumeProducing = (): void => {
        paused = false;
        produce();
      };
      response.sendHead(200, HTML);
      response.registerProducer(
        { pauseProducing, resumeProducing, stopProducing: pauseProducing },
        { streaming: true },
      );
      transport.full = true;
      produce();
    });
    transport.deliver(REQUEST);
    let quiet = 0;
    for (let before = -1; quiet < 20; before = written) quiet = (await turn(), before === written) ? quiet + 1 : 0;
    const held = written;
    expect([paused, held < 512 * 1024]).toEqual([true, true]);
    transport.drain();
    await until(() => written > held + 1024 * 1024);
    transport.end();
    expect(paused).toBe(true);
  });

  it("gives the compressor back when the client goes away", async () => {
    const options = { maxCompressors: 1 };
    let response: HTTPResponse | undefined;
    const handler = compress((request: HTTPRequest, made: HTTPResponse) => {
      if (request.target === "/endless") {
        response = made;
        made.sendHead(200, HTML);
        made.write(TEXT);
      } else made.send(200, HTML, LONG);
    }, options);
    const factory = new HTTPFactory({ onRequest: handler });
    const asked = { headers: { "Accept-Encoding": "gzip" } };
    const client = new AbortController();
    const endless = inject(factory, { ...asked, target: "/endless" }, { signal: client.signal });
    // All compressors are busy: what needs one goes out as it is.
    expect((await inject(factory, asked)).text()).toBe(LONG);
    client.abort(new Error("no patience"));
    await expect(endless).rejects.toThrow("no patience");
    expect(response?.finished).toBe(true);
    expect(unzipped(await inject(factory, asked))).toBe(LONG);
    expect(unzipped(await inject(factory, asked))).toBe(LONG);
  });

  it("keeps the order of pipelined answers", async () => {
    const connection = new ServedConnection(
      compress((request: HTTPRequest, response: HTTPResponse) => {
        if (request.target === "/long") response.send(200, HTML, LONG);
        else response.send(200, { "Content-Type": "image/png" }, "second");
      }),
    );
    connection.transport.deliver(REQUEST.replace("/ ", "/long ") + REQUEST);
    expect(connection.transport.text("latin1")).not.toContain("second");
    await until(() => connection.transport.text("latin1").endsWith("second"));
    expect(connection.transport.text("latin1").match(/HTTP\/1\.1 200/g)).toHaveLength(2);
  });

  it("lets nothing follow the end, while the compressor is still at work", async () => {
    let finished: boolean | undefined;
    const response = await ask((_request, response) => {
      response.sendHead(200, HTML);
      response.write(TEXT);
      response.end();
      finished = response.finished;
      expect(response.write("more")).toBe(false);
      response.end();
    });
    expect([unzipped(response), finished]).toEqual([TEXT, true]);
  });

  it("answers an error of the handler's as it is", async () => {
    const response = await ask(() => {
      throw new Error("broken");
    });
    expect([response.status, response.headers.has("content-encoding")]).toEqual([500, false]);
  });
});
