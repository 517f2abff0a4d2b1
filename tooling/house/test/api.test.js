import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { checkApi } from "../src/api/check-api.js";
import { workspace } from "./workspace.js";
import { fixtures } from "./run-tool.js";

const folder = join(fixtures, "api");
const snapshotFile = join(folder, "api.snapshot");

describe("house api", () => {
  afterAll(() => {
    rmSync(snapshotFile, { force: true });
  });

  beforeAll(() => {
    checkApi(folder, { update: true });
  });

  it("writes each entry point's values and types", () => {
    const lines = readFileSync(snapshotFile, "utf8").split("\n");
    expect(lines.slice(1, lines.indexOf("@twist/fixture/wire"))).toEqual([
      "@twist/fixture",
      "  value Shape",
      "  value area",
      "  type  Area",
      "  type  ShapeOptions",
      "  type  TypeOfShape",
    ]);
  });

  it("objects to an entry point that exports more values than the limit", () => {
    expect(checkApi(folder)).toEqual([
      expect.stringContaining("@twist/fixture/wire exports 41 values, and 40 is the limit"),
    ]);
  });

  it("names what came and what went since the snapshot, and the command that accepts it", () => {
    const snapshot = readFileSync(snapshotFile, "utf8");
    writeFileSync(snapshotFile, snapshot.replace("  value area\n", "  value volume\n"));
    const [, difference] = checkApi(folder);
    expect(difference).toContain("pnpm api:update");
    expect(difference).toContain("+ @twist/fixture: value area");
    expect(difference).toContain("- @twist/fixture: value volume");
    writeFileSync(snapshotFile, snapshot);
  });

  it("objects to a package without a snapshot", () => {
    const snapshot = readFileSync(snapshotFile, "utf8");
    rmSync(snapshotFile);
    expect(checkApi(folder)).toContainEqual(expect.stringContaining("differ from api.snapshot"));
    writeFileSync(snapshotFile, snapshot);
  });

  it("refuses an export whose source does not exist", () => {
    const copy = workspace("api");
    rmSync(join(copy, "src/many-names.ts"));
    expect(() => checkApi(copy)).toThrow("the export ./wire names ./src/many-names.ts, which does not exist");
    rmSync(copy, { recursive: true });
  });
});
