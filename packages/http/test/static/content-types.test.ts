import { describe, expect, it } from "@jest/globals";
import { contentTypeOf, isCompressible } from "../../src/static/content-types.js";

describe("contentTypeOf", () => {
  it.each([
    ["index.html", "text/html; charset=utf-8"],
    ["APP.JS", "text/javascript; charset=utf-8"],
    ["a.b.css", "text/css; charset=utf-8"],
    ["photo.JPG", "image/jpeg"],
    ["Makefile", "application/octet-stream"],
    ["x.unknown", "application/octet-stream"],
    ["x.", "application/octet-stream"],
    ["x.__proto__", "application/octet-stream"],
    ["x.constructor", "application/octet-stream"],
  ])("says that %s is %s", (name, type) => {
    expect(contentTypeOf(name)).toBe(type);
  });

  it("knows what gets smaller by being compressed", () => {
    expect(isCompressible(contentTypeOf("a.html"))).toBe(true);
    expect(isCompressible(contentTypeOf("a.svg"))).toBe(true);
    expect(isCompressible(contentTypeOf("a.wasm"))).toBe(true);
    expect(isCompressible(contentTypeOf("a.png"))).toBe(false);
    expect(isCompressible(contentTypeOf("a.zip"))).toBe(false);
  });
});
