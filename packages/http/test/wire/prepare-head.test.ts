import { describe, expect, it } from "@jest/globals";
import { Headers } from "../../src/wire/headers.js";
import { prepareHead } from "../../src/wire/prepare-head.js";

const DATE = "Sat, 01 Jan 2000 00:00:00 GMT";

describe("prepareHead", () => {
  it("writes status line, Date and fields, each time alike", () => {
    const headers = new Headers({ "X-A": "b" });
    for (let use = 0; use < 3; use++) {
      expect(prepareHead(200, headers, DATE).text).toBe(`HTTP/1.1 200 OK\r\nDate: ${DATE}\r\nX-A: b\r\n`);
    }
    expect(prepareHead(200, headers, DATE)).toBe(prepareHead(200, headers, DATE));
  });

  it("writes anew for another status, another second, and after every change", () => {
    const headers = new Headers({ "X-A": "b" });
    prepareHead(200, headers, DATE);
    expect(prepareHead(404, headers, DATE).text).toMatch(/^HTTP\/1.1 404 /);
    expect(prepareHead(404, headers, undefined).text).not.toContain("Date");
    for (const change of [
      () => headers.append("X-B", "1"),
      () => headers.set("X-B", "2"),
      () => headers.set("X-C", "3"),
      () => headers.delete("X-A"),
    ]) {
      prepareHead(200, headers, DATE);
      change();
      expect(prepareHead(200, headers, DATE).text).toBe(`HTTP/1.1 200 OK\r\nDate: ${DATE}\r\n${headers.toText()}`);
    }
  });

  it("keeps a Date that is given, and another reason to one response", () => {
    const headers = new Headers({ Date: "then" });
    expect(prepareHead(200, headers, DATE, "Fine").text).toBe("HTTP/1.1 200 Fine\r\nDate: then\r\n");
    expect(prepareHead(200, headers, DATE).text).toBe("HTTP/1.1 200 OK\r\nDate: then\r\n");
  });

  it("says what the fields mean for the framing and the connection", () => {
    const headers = new Headers({ "Content-Length": "5", Connection: "close" });
    expect(prepareHead(200, headers, DATE)).toMatchObject({ contentLength: 5, hasConnection: true, closes: true });
    expect(prepareHead(200, new Headers(), DATE)).toMatchObject({
      contentLength: -1,
      hasConnection: false,
      closes: false,
    });
    expect(prepareHead(204, headers, DATE).text).not.toContain("Content-Length");
    expect(() => prepareHead(200, new Headers({ "Transfer-Encoding": "chunked" }), DATE)).toThrow(TypeError);
  });
});
