import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { LAST_CHUNK, writeChunkStart, writeLastChunk } from "../../src/wire/chunk-framing.js";
import { ChunkedDecoder } from "../../src/wire/chunked-decoder.js";
import { HeaderFieldError } from "../../src/wire/header-field-error.js";
import { Headers } from "../../src/wire/headers.js";
import { HTTPError } from "../../src/wire/http-error.js";
import { DEFAULT_HTTP_LIMITS, httpLimits } from "../../src/wire/http-limits.js";
import { chunksOf, everySplit, latin1 } from "../every-split.js";

interface Decoded {
  readonly body: string;
  readonly trailers: [string, string][] | undefined;
  readonly rest: string;
  readonly done: boolean;
}

function decode(chunks: Buffer[], limits = DEFAULT_HTTP_LIMITS): Decoded {
  const decoder = new ChunkedDecoder(limits);
  let body = "";
  let rest = "";
  for (const chunk of chunks) {
    let at = 0;
    while (at < chunk.length && !decoder.done) {
      at = decoder.read(chunk, at);
      body += chunk.toString("latin1", decoder.dataStart, decoder.dataEnd);
    }
    rest += chunk.toString("latin1", at);
  }
  return { body, trailers: decoder.trailers && [...decoder.trailers], rest, done: decoder.done };
}

/** The decoded body, or `undefined` where it was refused. Throws whatever isn't an `HTTPError`. */
function tryDecode(bytes: Buffer): Decoded | undefined {
  try {
    return decode([bytes]);
  } catch (error) {
    if (error instanceof HTTPError) return undefined;
    throw error;
  }
}

describe("ChunkedDecoder", () => {
  it("decodes however the bytes are cut, and leaves what follows", () => {
    const raw = 'a\r\n0123456789\r\n1 ;x="y"\r\n\r\r\n1;z\r\n\n\r\n000\r\nX: 1\r\nY:2\r\n\r\nNEXT';
    for (const chunks of everySplit(latin1(raw))) {
      expect(decode(chunks)).toEqual({
        body: "0123456789\r\n",
        trailers: [
          ["X", "1"],
          ["Y", "2"],
        ],
        rest: "NEXT",
        done: true,
      });
    }
  });

  it("has no trailers where there are none", () => {
    for (const chunks of everySplit(latin1("1\r\na\r\n0\r\n\r\nN"))) {
      expect(decode(chunks)).toEqual({ body: "a", trailers: undefined, rest: "N", done: true });
    }
  });

  it("decodes what our encoder writes", () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 })),
        fc.boolean(),
        fc.integer({ min: 1, max: 30 }),
        (parts, trailers, size) => {
          const fields = new Headers(trailers ? [["Digest", "x"]] : []);
          const encoded =
            parts.map((part) => `${writeChunkStart(part.length)}${Buffer.from(part).toString("latin1")}\r\n`).join("") +
            writeLastChunk(fields);
          const decoded = decode(chunksOf(latin1(encoded), size));
          expect(decoded.body).toBe(Buffer.concat(parts).toString("latin1"));
          expect(decoded.trailers).toEqual(trailers ? [["Digest", "x"]] : undefined);
          expect(decoded.done).toBe(true);
        },
      ),
    );
  });

  it("gives the same body or an error for every mutation of one byte of the framing", () => {
    const parts = ["hello", "0123456789abcdefX"];
    const body = parts.join("");
    const encoded = latin1(
      `${parts.map((part) => `${writeChunkStart(part.length)}${part}\r\n`).join("")}${LAST_CHUNK}`,
    );
    const content = new Set<number>();
    for (const part of parts) for (let i = 0, at = encoded.indexOf(part); i < part.length; i++) content.add(at + i);
    for (let at = 0; at < encoded.length; at++) {
      if (content.has(at)) continue;
      for (let octet = 0; octet < 256; octet++) {
        const mutated = Buffer.from(encoded);
        mutated[at] = octet;
        const decoded = tryDecode(mutated);
        // A size that became another digit announces another body: then the framing no longer fits, and it must not end well.
        const same = decoded?.done === true && decoded.body === body && decoded.rest === "";
        expect(same || !decoded?.done).toBe(true);
      }
    }
  });

  it("never throws anything but an HTTPError, nor reads beyond its bytes", () => {
    const piece = fc.constantFrom(
      "0",
      "1",
      "5",
      "a",
      "ff",
      "\r\n",
      "\r",
      "\n",
      ";x",
      ";",
      " ",
      "hello",
      "0\r\n",
      "X: y\r\n",
      ":",
      "\0",
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        tryDecode(latin1(pieces.join("")));
      }),
      { numRuns: 1000 },
    );
  });

  it("refuses a megabyte of extensions after 16 KiB of them", () => {
    const decoder = new ChunkedDecoder(DEFAULT_HTTP_LIMITS);
    const line = latin1(`2;${"x".repeat(200)}\r\nab\r\n`);
    let taken = 0;
    expect(() => {
      for (; taken < 1024 * 1024; taken += line.length) for (let at = 0; at < line.length;) at = decoder.read(line, at);
    }).toThrow(HTTPError);
    expect(taken).toBeLessThan(20_000);
  });

  it("refuses a million chunks of one byte once their framing outweighs the content", () => {
    const decoder = new ChunkedDecoder(DEFAULT_HTTP_LIMITS);
    const chunk = latin1("1\r\na\r\n");
    let count = 0;
    expect(() => {
      for (; count < 1_000_000; count++) for (let at = 0; at < chunk.length;) at = decoder.read(chunk, at);
    }).toThrow(expect.objectContaining({ code: "CHUNK_OVERHEAD" }));
    expect(count).toBeLessThan(70_000);
  });

  it("takes a million chunks of two bytes", () => {
    const bytes = Buffer.alloc(7 * 1_000_000, "2\r\nab\r\n");
    const decoder = new ChunkedDecoder(DEFAULT_HTTP_LIMITS);
    let content = 0;
    for (let at = 0; at < bytes.length;) {
      at = decoder.read(bytes, at);
      content += decoder.dataEnd - decoder.dataStart;
    }
    expect(content).toBe(2_000_000);
  });

  it("counts the body against its limit", () => {
    expect(() => decode([latin1("2\r\nab\r\n2\r\n")], httpLimits({ maxBodyBytes: 3 }))).toThrow(
      expect.objectContaining({ statusCode: 413 }),
    );
  });
});

describe("writeLastChunk", () => {
  it("refuses forbidden trailers", () => {
    expect(() => writeLastChunk(new Headers([["content-length", "1"]]))).toThrow(HeaderFieldError);
  });
});
