import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { fixtures, root, runTool, tool } from "./run-tool.js";

describe("prettier", () => {
  it("objects to a file that is formatted otherwise", () => {
    const flags = ["--check", "--no-color", "--config", join(root, ".prettierrc.json"), "--ignore-path", "none", "."];
    const { status, output } = runTool(tool("node_modules/prettier/bin/prettier.cjs"), flags, join(fixtures, "format"));
    expect(status).toBe(1);
    expect(output).toContain("[warn] badly-formatted.ts");
    expect(output).not.toContain("[warn] well-formatted.ts");
  });
});
