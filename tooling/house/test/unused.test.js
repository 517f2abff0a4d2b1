import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { root, runTool, tool } from "./run-tool.js";
import { workspace } from "./workspace.js";

describe("knip, configured as for the workspace", () => {
  /** @type {Record<string, string[]>} */
  const found = {};
  let folder = "";

  beforeAll(() => {
    folder = workspace("unused");
    const knip = tool("node_modules/knip/bin/knip.js");
    const { output } = runTool(knip, ["--config", join(root, "knip.json"), "--reporter=json"], folder);
    const { issues } = /** @type {{ issues: Record<string, { name: string }[]>[] }} */ (JSON.parse(output));
    for (const issue of issues) {
      for (const [kind, list] of Object.entries(issue)) {
        if (Array.isArray(list)) (found[kind] ??= []).push(...list.map(({ name }) => name));
      }
    }
  }, 60_000);

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it("finds a file that nothing imports", () => {
    expect(found["files"]).toEqual(["packages/http/src/forgotten.ts"]);
  });

  it("finds an export that nothing uses", () => {
    expect(found["exports"]).toEqual(["notUsed"]);
  });

  it("finds a dependency that nothing uses, and one that is used and not listed", () => {
    expect(found["devDependencies"]).toEqual(["not-used"]);
    expect(found["unlisted"]).toEqual(["not-listed"]);
    expect(found["dependencies"]).toEqual([]);
  });
});
