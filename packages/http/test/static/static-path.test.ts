import { describe, expect, it } from "@jest/globals";
import { pathSegments } from "../../src/resources/path-segments.js";
import { staticPath } from "../../src/static/static-path.js";

function place(path: string, dotfiles: "hide" | "serve" = "hide"): string | undefined {
  const segments = pathSegments(path);
  const found = segments === undefined ? undefined : staticPath(segments, dotfiles);
  return found === undefined ? undefined : `${found.path}${found.directory ? " (directory)" : ""}`;
}

describe("staticPath", () => {
  it.each([
    ["/", "/ (directory)"],
    ["/a", "/a"],
    ["/a/b.txt", "/a/b.txt"],
    ["/a/", "/a (directory)"],
    ["/a%20b", "/a b"],
    ["/%C3%BC", "/ü"],
    ["/a%252e", "/a%2e"],
    ["/a..b", "/a..b"],
    ["/...", undefined],
  ])("reads %s as %s", (path, expected) => {
    expect(place(path)).toBe(expected);
  });

  // CVE-2014-6394, CVE-2015-8859 and every scanner's list.
  it.each([
    "/..",
    "/../etc/passwd",
    "/a/../../etc/passwd",
    "/.",
    "/./a",
    "/a/./b",
    "//etc/passwd",
    "/a//b",
    "/%2e%2e/etc/passwd",
    "/%2E%2E/%2E%2E/etc/passwd",
    "/..%2fetc%2fpasswd",
    "/a%2f..%2f..%2fetc",
    "/%2fetc/passwd",
    "/..\\etc",
    "/..%5cetc",
    "/a%5cb",
    "/C:%5cwindows",
    "/a%00.txt",
    "/%00",
    "/a%0ab",
    "/a%7f",
  ])("refuses %s", (path) => {
    expect(place(path, "serve")).toBeUndefined();
  });

  it("hides names that begin with a dot, save /.well-known at the top", () => {
    expect(place("/.git/config")).toBeUndefined();
    expect(place("/a/.env")).toBeUndefined();
    expect(place("/.well-known/security.txt")).toBe("/.well-known/security.txt");
    expect(place("/a/.well-known/x")).toBeUndefined();
    expect(place("/.well-known/.secret")).toBeUndefined();
    expect(place("/a/.env", "serve")).toBe("/a/.env");
  });
});
