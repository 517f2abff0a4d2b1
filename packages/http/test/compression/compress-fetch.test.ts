import { randomBytes } from "node:crypto";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { type CompressionOptions, compressFetch } from "../../src/compression/compress-fetch.js";
import { HTTPFactory } from "../../src/server/http-factory.js";
import type { InjectedResponse } from "../../src/testing/injected-response.js";
import { inject } from "../../src/testing/inject.js";

const TEXT = "hello ".repeat(1000);
const HTML = { "Content-Type": "text/html" };

function ask(
  respond: () => Response,
  accept: string | undefined = "gzip",
  options: CompressionOptions = {},
  method = "GET",
): Promise<InjectedResponse> {
  const headers: Record<string, string> = accept === "" ? {} : { "Accept-Encoding": accept };
  return inject(new HTTPFactory({ handler: compressFetch(respond, options) }), { method, headers });
}

describe("compressFetch", () => {
  it("compresses by what the client prefers", async () => {
    const gzip = await ask(() => new Response(TEXT, { headers: HTML }), "gzip, br;q=0.5");
    expect(gzip.headers.get("content-encoding")).toBe("gzip");
    expect(gunzipSync(gzip.body).toString()).toBe(TEXT);
    const br = await ask(() => new Response(TEXT, { headers: HTML }), "gzip, br");
    expect(br.headers.get("content-encoding")).toBe("br");
    expect(brotliDecompressSync(br.body).toString()).toBe(TEXT);
  });

  it("compresses a stream of many chunks", async () => {
    const chunks = Array.from({ length: 50 }, (_, i) => Buffer.alloc(10_000, i));
    const response = await ask(() => new Response(ReadableStream.from(chunks), { headers: HTML }));
    expect(gunzipSync(response.body).equals(Buffer.concat(chunks))).toBe(true);
  });

  it("says Vary for what could have been compressed, whether it was or not", async () => {
    for (const accept of ["gzip", "identity", "", "gzip;q=0"]) {
      const response = await ask(() => new Response(TEXT, { headers: { ...HTML, Vary: "Origin" } }), accept);
      expect(response.headers.get("vary")).toBe("Origin, Accept-Encoding");
      expect(response.headers.has("content-encoding")).toBe(accept === "gzip");
    }
    for (const vary of ["*", "accept-encoding"])
      expect((await ask(() => new Response(TEXT, { headers: { ...HTML, Vary: vary } }))).headers.get("vary")).toBe(
        vary,
      );
  });

  it("leaves what is small, encoded, partial, not to be transformed, or of another type", async () => {
    const responses = [
      () => new Response("x".repeat(1023), { headers: HTML }),
      () => new Response(TEXT, { headers: { ...HTML, "Content-Encoding": "x" } }),
      () => new Response(TEXT, { status: 206, headers: HTML }),
      () => new Response(TEXT, { headers: { ...HTML, "Cache-Control": "max-age=1, No-Transform" } }),
      () => new Response(TEXT, { headers: { "Content-Type": "image/png" } }),
      () => new Response(TEXT, { headers: { "Content-Type": "text/event-stream" } }),
    ];
    for (const respond of responses) {
      const response = await ask(respond);
      expect(response.headers.get("content-encoding")).not.toBe("gzip");
      expect(response.body.toString()).toMatch(/^(?:x+|(?:hello )+)$/);
    }
    const least = await ask(() => new Response("x".repeat(1024), { headers: HTML }));
    expect(least.headers.get("content-encoding")).toBe("gzip");
  });

  it("makes the entity tag weak, and drops what no longer holds", async () => {
    const headers = { ...HTML, ETag: '"a"', "Content-Length": String(TEXT.length), "Accept-Ranges": "bytes" };
    const response = await ask(() => new Response(TEXT, { headers }));
    expect(response.headers.get("etag")).toBe('W/"a"');
    expect(response.headers.has("accept-ranges")).toBe(false);
    expect(gunzipSync(response.body).toString()).toBe(TEXT);
  });

  it("answers HEAD and what has no content without compressing anything", async () => {
    const head = await ask(() => new Response(TEXT, { headers: HTML }), "gzip", {}, "HEAD");
    expect([head.status, head.headers.has("content-encoding"), head.body.length]).toEqual([200, false, 0]);
    expect((await ask(() => new Response(null, { status: 204 }))).status).toBe(204);
  });

  it("cancels the source when the client goes away", async () => {
    const client = new AbortController();
    let pulls = 0;
    const cancelled = new Promise<void>((resolve) => {
      const endless = new ReadableStream<Uint8Array>({
        pull: (controller) => {
          if (++pulls === 20) client.abort(new Error("no patience"));
          controller.enqueue(randomBytes(16 * 1024));
        },
        cancel: () => {
          resolve();
        },
      });
      const handler = compressFetch(() => new Response(endless, { headers: HTML }));
      const headers = { "Accept-Encoding": "gzip" };
      inject(new HTTPFactory({ handler }), { headers }, { signal: client.signal }).catch(() => undefined);
    });
    await expect(cancelled).resolves.toBeUndefined();
  });

  it("keeps to the codings that it is given", async () => {
    const response = await ask(() => new Response(TEXT, { headers: HTML }), "br, gzip", { codings: ["gzip"] });
    expect(response.headers.get("content-encoding")).toBe("gzip");
    expect(() => compressFetch(() => new Response(), { minBytes: -1 })).toThrow(RangeError);
  });
});
