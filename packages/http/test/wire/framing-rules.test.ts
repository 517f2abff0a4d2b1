import { describe, expect, it } from "@jest/globals";
import { CHUNKED, UNTIL_CLOSE, hasNoContent, requestFraming, responseFraming } from "../../src/wire/body-framing.js";
import {
  CONNECTION_CLOSE,
  CONNECTION_KEEP_ALIVE,
  CONNECTION_UPGRADE,
  connectionOptions,
  mayPersist,
} from "../../src/wire/connection-options.js";
import { parseContentLength } from "../../src/wire/content-length.js";
import { FieldFacts } from "../../src/wire/field-facts.js";
import { HTTPError } from "../../src/wire/http-error.js";
import { DEFAULT_HTTP_LIMITS, httpLimits } from "../../src/wire/http-limits.js";
import { requireChunked } from "../../src/wire/transfer-encoding.js";
import { isForbiddenTrailer } from "../../src/wire/trailer-fields.js";
import { latin1 } from "../every-split.js";

function facts(changes: Partial<Pick<FieldFacts, "contentLength" | "chunked">>): FieldFacts {
  return Object.assign(new FieldFacts(), changes);
}

describe("the framing of a message (RFC 9112 §6.3)", () => {
  it("of a request is a length, chunks, or nothing", () => {
    expect(requestFraming(facts({}), "POST", 1)).toBe(0);
    expect(requestFraming(facts({ contentLength: 7 }), "GET", 0)).toBe(7);
    expect(requestFraming(facts({ chunked: true }), "POST", 1)).toBe(CHUNKED);
  });

  it("of a response is a length, chunks, or the rest of the connection", () => {
    expect(responseFraming(facts({}), 200, "GET", 1)).toBe(UNTIL_CLOSE);
    expect(responseFraming(facts({ contentLength: 0 }), 200, "GET", 1)).toBe(0);
    expect(responseFraming(facts({ chunked: true }), 200, "GET", 1)).toBe(CHUNKED);
  });

  it("of a response that has no content is nothing, whatever its fields say", () => {
    for (const [status, method] of [
      [100, "GET"],
      [204, "GET"],
      [304, "GET"],
      [200, "HEAD"],
      [404, "HEAD"],
      [299, "CONNECT"],
    ] as const) {
      expect(responseFraming(facts({ contentLength: 7, chunked: true }), status, method, 0)).toBe(0);
      expect(hasNoContent(status, method)).toBe(true);
    }
    expect(hasNoContent(300, "CONNECT")).toBe(false);
  });

  it("is refused where it is ambiguous", () => {
    for (const [changes, minor] of [
      [{ contentLength: 0, chunked: true }, 1],
      [{ chunked: true }, 0],
    ] as const) {
      expect(() => requestFraming(facts(changes), "POST", minor)).toThrow(HTTPError);
      expect(() => responseFraming(facts(changes), 200, "GET", minor)).toThrow(HTTPError);
    }
    expect(() => requestFraming(facts({ contentLength: 1 }), "CONNECT", 1)).toThrow(HTTPError);
  });
});

describe("Content-Length", () => {
  it("is decimal digits", () => {
    for (const [text, length] of [
      ["0", 0],
      ["007", 7],
      ["9007199254740991", Number.MAX_SAFE_INTEGER],
    ] as const) {
      expect(parseContentLength(latin1(text), 0, text.length)).toBe(length);
    }
    for (const text of [
      "",
      "+1",
      "-1",
      "1_0",
      "0x1",
      "1.0",
      "1e3",
      " 1",
      "1 ",
      "1,1",
      "9007199254740992",
      "9".repeat(8000),
    ]) {
      expect(() => parseContentLength(latin1(text), 0, text.length)).toThrow(HTTPError);
    }
  });
});

describe("Transfer-Encoding", () => {
  it("is `chunked` in any case", () => {
    for (const text of ["chunked", "Chunked", "CHUNKED"])
      expect(() => {
        requireChunked(text);
      }).not.toThrow();
  });

  it.each([
    ["gzip, chunked", 501],
    ["chunked, chunked", 400],
    ["chunked, gzip", 400],
    ["gzip", 400],
    ["", 400],
    [",chunked", 400],
    ["chun\u212aed", 400],
  ])("with %j is answered with %d", (value, statusCode) => {
    expect(() => {
      requireChunked(value);
    }).toThrow(expect.objectContaining({ statusCode }));
  });
});

describe("Connection", () => {
  it("names options, among others, in any case", () => {
    expect(connectionOptions("Keep-Alive, X-Foo, UPGRADE")).toBe(CONNECTION_KEEP_ALIVE | CONNECTION_UPGRADE);
    expect(connectionOptions("close")).toBe(CONNECTION_CLOSE);
    expect(connectionOptions("closed, keep alive, \xa0close")).toBe(0);
  });

  it("decides about persistence with the version (RFC 9112 §9.3)", () => {
    expect([
      mayPersist(0, 1),
      mayPersist(CONNECTION_CLOSE, 1),
      mayPersist(CONNECTION_CLOSE | CONNECTION_KEEP_ALIVE, 1),
    ]).toEqual([true, false, false]);
    expect([
      mayPersist(0, 0),
      mayPersist(CONNECTION_KEEP_ALIVE, 0),
      mayPersist(CONNECTION_CLOSE | CONNECTION_KEEP_ALIVE, 0),
    ]).toEqual([false, true, false]);
  });
});

describe("httpLimits", () => {
  it("puts changes over the defaults, and refuses what isn't a limit", () => {
    expect(httpLimits({ maxHeaderFields: 5 })).toEqual({ ...DEFAULT_HTTP_LIMITS, maxHeaderFields: 5 });
    for (const value of [-1, Number.NaN]) expect(() => httpLimits({ maxHeaderFields: value })).toThrow(RangeError);
  });
});

describe("forbidden trailers", () => {
  it("are known in any case", () => {
    expect(["Content-Length", "HOST", "transfer-encoding", "Set-Cookie"].every(isForbiddenTrailer)).toBe(true);
    expect(["Digest", "Server-Timing", "grpc-status", "__proto__"].some(isForbiddenTrailer)).toBe(false);
  });
});
