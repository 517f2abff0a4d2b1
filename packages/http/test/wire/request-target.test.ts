import { describe, expect, it } from "@jest/globals";
import { HTTPError } from "../../src/wire/http-error.js";
import { absoluteAuthority, targetForm } from "../../src/wire/request-target.js";

describe("targetForm", () => {
  it.each([
    ["GET", "/", "origin"],
    ["GET", "//a/b?c", "origin"],
    ["OPTIONS", "*", "asterisk"],
    ["OPTIONS", "/x", "origin"],
    ["GET", "HTTP://a:80/b", "absolute"],
    ["GET", "urn:isbn:1", "absolute"],
    ["CONNECT", "[::1]:443", "authority"],
  ])("finds the form of %s %s", (method, target, form) => {
    expect(targetForm(method, target)).toBe(form);
  });

  it.each([
    ["GET", "*"],
    ["OPTIONS", "**"],
    ["GET", "a/b"],
    ["GET", "1http://a/"],
    ["GET", ":a"],
    ["GET", "http:a"],
    ["GET", "https:///a"],
    ["GET", "http://u:p@a/"],
    ["GET", "http://a:b/"],
    ["CONNECT", "a"],
    ["CONNECT", "a:"],
    ["CONNECT", "http://a:80/"],
  ])("refuses %s %s", (method, target) => {
    expect(() => targetForm(method, target)).toThrow(HTTPError);
  });

  it("finds the authority of an absolute target, before a path or a query", () => {
    expect(absoluteAuthority("http://a:1/b")).toBe("a:1");
    expect(absoluteAuthority("http://a?b")).toBe("a");
    expect(absoluteAuthority("urn:x")).toBe("");
  });
});
