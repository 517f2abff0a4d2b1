import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { isFileSystemError } from "../../src/filesystem/file-system-error.js";
import {
  baseName,
  joinNames,
  normalizePath,
  parentPath,
  resolvePath,
  splitLinkTarget,
  splitPath,
} from "../../src/filesystem/virtual-path.js";
import { escapePaths } from "../../src/testing/filesystem-suite/escape-paths.js";

describe("normalizePath", () => {
  it.each([
    ["/", "/"],
    ["//", "/"],
    ["/a/b", "/a/b"],
    ["/a/b/", "/a/b"],
    ["//a///b", "/a/b"],
    ["/./a/./b/.", "/a/b"],
    ["/a/../b", "/b"],
    ["/..", "/"],
    ["/../../a", "/a"],
    ["/a/b/../../..", "/"],
    ["/...", "/..."],
    ["/%2e%2e/a", "/%2e%2e/a"],
    ["/a\\..\\b", "/a\\..\\b"],
  ])("makes %s into %s", (path, normal) => {
    expect(normalizePath(path)).toBe(normal);
  });

  it("gives a path with no way up in it, or refuses, whatever it is given", () => {
    const anything = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(...escapePaths),
      fc.array(fc.constantFrom("/", ".", "..", "a", "\0", "\\", "\ud800", "%2e")).map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(anything, (path) => {
        try {
          const normal = normalizePath(path);
          expect(normal).toMatch(/^\/(?!\/)/);
          expect(normal.split("/").filter((name) => name === ".." || name === ".")).toEqual([]);
          expect(normalizePath(normal)).toBe(normal);
          expect(joinNames(splitPath(normal))).toBe(normal);
        } catch (error) {
          if (!isFileSystemError(error, "invalid-name") && !isFileSystemError(error, "name-too-long")) throw error;
        }
      }),
    );
  });

  it("takes a pair of surrogates for what it is: one character", () => {
    expect(normalizePath("/\u{1f600}")).toBe("/\u{1f600}");
  });
});

describe("resolvePath", () => {
  it.each([
    ["/home", "file", "/home/file"],
    ["/home", "/file", "/file"],
    ["/home", "", "/home"],
    ["/home", "..", "/"],
    ["/home", "../../etc", "/etc"],
    ["/", "a/./b", "/a/b"],
  ])("from %s takes %j to %s", (cwd, path, resolved) => {
    expect(resolvePath(cwd, path)).toBe(resolved);
  });
});

describe("baseName and parentPath", () => {
  it("take a path apart", () => {
    expect([baseName("/a/b/"), parentPath("/a/b/")]).toEqual(["b", "/a"]);
    expect([baseName("/"), parentPath("/")]).toEqual(["", "/"]);
    expect([baseName("/a"), parentPath("/a")]).toEqual(["a", "/"]);
  });
});

describe("splitLinkTarget", () => {
  it("keeps the way up, which is for the walk to take", () => {
    expect(splitLinkTarget("../a//./b/..", "/link")).toEqual(["..", "a", "b", ".."]);
    expect(splitLinkTarget("/", "/link")).toEqual([]);
  });
});
