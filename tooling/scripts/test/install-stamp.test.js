import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { installStamp } from "../src/install-stamp.js";

describe("installStamp", () => {
  let folder = "";

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "twist-stamp-"));
    mkdirSync(join(folder, "packages", "core"), { recursive: true });
    writeFileSync(join(folder, "pnpm-lock.yaml"), "one");
    writeFileSync(join(folder, "packages", "core", "package.json"), "{}");
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("is the same while nothing has changed", () => {
    expect(installStamp(folder)).toBe(installStamp(folder));
  });

  it.each(["pnpm-lock.yaml", "pnpm-workspace.yaml", ".npmrc", "package.json", "packages/core/package.json"])(
    "changes with %s",
    (file) => {
      const before = installStamp(folder);
      writeFileSync(join(folder, file), "two");
      expect(installStamp(folder)).not.toBe(before);
    },
  );

  it("changes with a new package", () => {
    const before = installStamp(folder);
    mkdirSync(join(folder, "packages", "http"));
    writeFileSync(join(folder, "packages", "http", "package.json"), "{}");
    expect(installStamp(folder)).not.toBe(before);
  });
});
