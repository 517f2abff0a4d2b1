import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { HeadScanner } from "../../src/wire/head-scanner.js";
import { Headers } from "../../src/wire/headers.js";
import { DEFAULT_HTTP_LIMITS } from "../../src/wire/http-limits.js";
import { RequestLine } from "../../src/wire/request-line.js";
import { SectionReader } from "../../src/wire/section-reader.js";
import { StatusLine } from "../../src/wire/status-line.js";
import { writeRequestLine, writeStatusLine } from "../../src/wire/write-head.js";
import { chunksOf, everySplit, latin1 } from "../every-split.js";

const requests = new HeadScanner(() => new RequestLine(), true);
const token = fc.string({
  unit: fc.constantFrom(...Array.from("!#$%&'*+-.^_`|~0123456789ABCXYZabcxyz")),
  minLength: 1,
  maxLength: 12,
});
const value = fc.string({ unit: fc.constantFrom(...Array.from('ab ,;="\t\\\xa0\xff:')), maxLength: 12 });
// Fields that frame the message have rules of their own.
const fields = fc.array(
  fc.tuple(
    token.map((name) => `x${name}`),
    value,
  ),
  { maxLength: 20 },
);

describe("HeadScanner and SectionReader", () => {
  it("read what has been written, however it is cut", () => {
    const target = fc
      .string({ unit: fc.constantFrom(...Array.from("ab/?&=%20~|{}")), maxLength: 20 })
      .map((path) => `/${path}`);
    fc.assert(
      fc.property(token, target, fields, fc.integer({ min: 1, max: 40 }), (method, path, pairs, size) => {
        const headers = new Headers(pairs);
        const bytes = latin1(`${writeRequestLine(method, path)}${headers.toText()}\r\nREST`);
        const reader = new SectionReader(requests);
        let before = 0;
        for (const chunk of chunksOf(bytes, size)) {
          const scanner = reader.read(chunk, 0, DEFAULT_HTTP_LIMITS);
          if (scanner !== undefined) {
            const { startLine, text, fieldsStart } = scanner;
            expect(startLine.method).toBe(method);
            expect(text.substring(startLine.targetStart, startLine.targetEnd)).toBe(path);
            expect([...Headers.fromScannedText(text.substring(fieldsStart))]).toEqual([...headers]);
            expect(before + scanner.end).toBe(bytes.length - 4);
            return;
          }
          before += chunk.length;
        }
        throw new Error("the head was not found");
      }),
    );
  });

  it("read a status line with its reason", () => {
    const reader = new SectionReader(new HeadScanner(() => new StatusLine(), false));
    for (const chunks of everySplit(latin1(`${writeStatusLine(418, "I'm a teapot")}A: b\r\n\r\n`))) {
      const [scanner] = chunks
        .map((chunk) => reader.read(chunk, 0, DEFAULT_HTTP_LIMITS))
        .filter((found) => found !== undefined);
      expect(scanner?.startLine.status).toBe(418);
      expect(scanner?.text.substring(scanner.startLine.reasonStart, scanner.startLine.reasonEnd)).toBe("I'm a teapot");
    }
  });

  it("hold nothing between two heads", () => {
    const reader = new SectionReader(requests);
    expect(reader.read(latin1("GET / HTT"), 0, DEFAULT_HTTP_LIMITS)).toBeUndefined();
    expect(reader.started).toBe(true);
    expect(reader.read(latin1("P/1.1\r\n\r\n"), 0, DEFAULT_HTTP_LIMITS)).toBeDefined();
    expect(reader.started).toBe(false);
  });

  it("don't mix two heads that come in turns", () => {
    const [a, b] = [new SectionReader(requests), new SectionReader(requests)];
    a.read(latin1("GET /a HTTP/1.1\r\nHo"), 0, DEFAULT_HTTP_LIMITS);
    b.read(latin1("PUT /b HTTP/1.1\r\nHost: b\r\nCon"), 0, DEFAULT_HTTP_LIMITS);
    expect(a.read(latin1("st: a\r\n\r\n"), 0, DEFAULT_HTTP_LIMITS)?.facts.host).toBe("a");
    const last = b.read(latin1("tent-Length: 7\r\n\r\n"), 0, DEFAULT_HTTP_LIMITS);
    expect([last?.facts.host, last?.facts.contentLength]).toEqual(["b", 7]);
  });

  it("never scan a start line again once it is whole", () => {
    const bytes = latin1(`GET / HTTP/1.1\r\n${"X: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n".repeat(99)}\r\n`);
    let looks = 0;
    // Once for each byte of the line, and not for each byte of the head.
    const counting = new (class extends RequestLine {
      override scan(...args: Parameters<RequestLine["scan"]>): number {
        looks++;
        return super.scan(...args);
      }
    })();
    const reader = new SectionReader(new HeadScanner(() => counting, true));
    for (const chunk of chunksOf(bytes, 1)) reader.read(chunk, 0, DEFAULT_HTTP_LIMITS);
    expect(reader.started).toBe(false);
    expect(looks).toBeLessThanOrEqual("GET / HTTP/1.1\r\n".length + 1);
  });
});
