import { describe, expect, it } from "@jest/globals";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { type DecodeOptions, decodeContent } from "../../src/client/decode-content.js";
import { ScriptedRequester } from "./scripted-requester.js";

const TEXT = "hello hello hello ".repeat(50);

function answering(
  coding: string,
  body: Uint8Array | string,
  options?: DecodeOptions,
): {
  server: ScriptedRequester;
  client: ReturnType<typeof decodeContent>;
} {
  const server = new ScriptedRequester({
    headers: { "Content-Encoding": coding, "Content-Length": "1", ETag: '"x"' },
    body,
  });
  return { server, client: decodeContent(server, options) };
}

describe("decodeContent", () => {
  it.each([
    ["gzip", gzipSync(TEXT)],
    ["X-GZIP", gzipSync(TEXT)],
    ["deflate", deflateSync(TEXT)],
    ["deflate", deflateRawSync(TEXT)],
    ["br", brotliCompressSync(TEXT)],
    ["gzip, br", brotliCompressSync(gzipSync(TEXT))],
    ["identity", TEXT],
    ["gzip, identity, deflate", deflateSync(gzipSync(TEXT))],
    ["gzip", ""],
  ])("undoes %s", async (coding, body) => {
    const response = await answering(coding, body).client.request({ url: "http://a/" });
    expect([...response.headers]).toEqual([["ETag", '"x"']]);
    expect(await response.text()).toBe(body === "" ? "" : TEXT);
  });

  it("asks for what it can undo, unless the request asks for something itself, or for a range", async () => {
    const server = new ScriptedRequester();
    const client = decodeContent(server);
    await client.request({ url: "http://a/" });
    await client.request({ url: "http://a/", headers: { "X-A": "b" } });
    await client.request({ url: "http://a/", headers: { "Accept-Encoding": "br" } });
    await client.request({ url: "http://a/", headers: { Range: "bytes=0-1" } });
    expect(server.seen.map(({ headers }) => headers.get("accept-encoding"))).toEqual([
      "gzip, deflate, br",
      "gzip, deflate, br",
      "br",
      undefined,
    ]);
  });

  it("leaves a coding alone that it doesn't know, and what has no content", async () => {
    const unknown = await answering("gzip, zstd", "raw").client.request({ url: "http://a/" });
    expect(unknown.headers.get("content-encoding")).toBe("gzip, zstd");
    expect(await unknown.text()).toBe("raw");
    const head = await answering("gzip", "").client.request({ url: "http://a/", method: "HEAD" });
    expect(head.headers.get("content-encoding")).toBe("gzip");
  });

  it.each([
    ["that isn't it", Buffer.from("not gzip at all")],
    ["that is cut off", gzipSync(TEXT).subarray(0, 30)],
    ["whose check sum is wrong", withoutChecksum(gzipSync(TEXT))],
  ])("fails content %s", async (_what, body) => {
    const response = await answering("gzip", body).client.request({ url: "http://a/" });
    await expect(response.text()).rejects.toMatchObject({ code: "BAD_CODING" });
  });

  it("decompression bomb: stops at the limit, whatever was promised", async () => {
    const bomb = gzipSync(Buffer.alloc(20_000_000));
    expect(bomb.length).toBeLessThan(25_000);
    const { client, server } = answering("gzip", bomb, { maxDecodedBytes: 100_000 });
    const response = await client.request({ url: "http://a/" });
    let seen = 0;
    const reading = (async () => {
      for await (const chunk of response.body) seen += chunk.length;
    })();
    await expect(reading).rejects.toMatchObject({ code: "DECODED_TOO_LARGE" });
    expect(seen).toBeLessThanOrEqual(100_000);
    expect(server.bodies[0]?.used).toBe(true);
  });

  it("decompression bomb: comes in small pieces, as it is read", async () => {
    const response = await answering("gzip", gzipSync(Buffer.alloc(20_000_000))).client.request({ url: "http://a/" });
    const iterator = response.body[Symbol.asyncIterator]();
    for (let n = 0; n < 5; n++) expect((await iterator.next()).value?.length).toBeLessThanOrEqual(65_536);
    await iterator.return?.();
  });

  it("decompression bomb: one inside another is stopped too", async () => {
    const nested = gzipSync(gzipSync(Buffer.alloc(20_000_000)));
    const response = await answering("gzip, gzip", nested, { maxDecodedBytes: 100_000 }).client.request({
      url: "http://a/",
    });
    await expect(response.bytes()).rejects.toMatchObject({ code: "DECODED_TOO_LARGE" });
  });

  it("coding chain: refuses more codings than the limit before a decoder is made", async () => {
    for (const count of [6, 1000]) {
      const { client, server } = answering(Array.from({ length: count }, () => "gzip").join(", "), gzipSync("x"));
      await expect(client.request({ url: "http://a/" })).rejects.toMatchObject({ code: "TOO_MANY_CODINGS" });
      await expect(server.bodies[0]?.text()).rejects.toMatchObject({ code: "TOO_MANY_CODINGS" });
    }
    let five = Buffer.from("x");
    for (let n = 0; n < 5; n++) five = gzipSync(five);
    const { client } = answering("gzip,gzip,gzip,gzip,gzip", five);
    expect(await (await client.request({ url: "http://a/" })).text()).toBe("x");
  });

  it("gives back what was coded, whatever it was", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 5000 }),
        fc.constantFrom("gzip", "deflate", "br"),
        async (bytes, coding) => {
          const code = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync }[coding];
          const response = await answering(coding, code(bytes)).client.request({ url: "http://a/" });
          expect(Buffer.from(bytes).equals(await response.bytes())).toBe(true);
        },
      ),
      { numRuns: 30 },
    );
  });
});

function withoutChecksum(gzip: Buffer): Buffer {
  return gzip.fill(0, gzip.length - 8, gzip.length - 4);
}
