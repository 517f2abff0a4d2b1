import { describe, expect, it } from "@jest/globals";
import { HeaderFieldError } from "../../src/wire/header-field-error.js";
import { reasonPhrase } from "../../src/wire/reason-phrase.js";
import { writeRequestLine, writeStatusLine } from "../../src/wire/write-head.js";

describe("writeStatusLine", () => {
  it("writes the registered reason, another one, or none", () => {
    expect(writeStatusLine(404)).toBe("HTTP/1.1 404 Not Found\r\n");
    expect(writeStatusLine(404, "Nope")).toBe("HTTP/1.1 404 Nope\r\n");
    expect(writeStatusLine(299)).toBe("HTTP/1.1 299 \r\n");
    expect(reasonPhrase(299)).toBe("");
  });

  it.each(["a\r\nX: y", "a\n", "a\0", "\u010a"])("refuses the reason %j", (reason) => {
    expect(() => writeStatusLine(200, reason)).toThrow(HeaderFieldError);
  });

  it.each([0, 99, 600, 1.5, -200, Number.NaN, Number.POSITIVE_INFINITY])("refuses the status %p", (status) => {
    expect(() => writeStatusLine(status)).toThrow(RangeError);
    expect(() => writeStatusLine(status, "x")).toThrow(RangeError);
  });
});

describe("writeRequestLine", () => {
  it("writes method and target as they are", () => {
    expect(writeRequestLine("M-SEARCH", "*")).toBe("M-SEARCH * HTTP/1.1\r\n");
  });

  it.each([
    ["GET ", "/"],
    ["", "/"],
    ["G\rT", "/"],
    ["GET", ""],
    ["GET", "/ "],
    ["GET", "/\n"],
    ["GET", "/é"],
    ["GET", "/#"],
    ["GET", "/\u0120"],
  ])("refuses %j %j", (method, target) => {
    expect(() => writeRequestLine(method, target)).toThrow(HeaderFieldError);
  });
});
