import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { checkManifests } from "../src/manifests/check-manifests.js";
import { fixtures } from "./run-tool.js";

describe("house manifests", () => {
  const violations = checkManifests(join(fixtures, "manifests"));

  it("allows core no runtime dependency, and a protocol package none but core", () => {
    expect(violations.filter((each) => each.includes("depend"))).toEqual([
      "packages/core/package.json: depends on left-pad, and may depend on nothing at run time",
      "packages/http/package.json: depends on @twist/irc, and may depend on @twist/core at run time",
    ]);
  });

  it("asks every package for the same scripts", () => {
    expect(violations.filter((each) => each.includes("script"))).toEqual([
      expect.stringContaining('packages/http/package.json: the script "typecheck" should be'),
      expect.stringContaining('packages/http/package.json: the script "test" should be'),
    ]);
  });

  it("asks for published exports that are the exports without our own condition", () => {
    expect(violations.filter((each) => each.includes("publishConfig"))).toEqual([
      expect.stringContaining("packages/core/package.json: publishConfig.exports is not exports without @twist/source"),
      'packages/http/package.json: publishConfig.access is not "public"',
    ]);
  });

  it("has nothing against an application with dependencies of its own", () => {
    expect(violations.filter((each) => each.includes("packages/cli"))).toEqual([]);
  });
});
