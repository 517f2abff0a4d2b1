import { join } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { fixtures, runTool, tool } from "./run-tool.js";

describe("the type check", () => {
  let output = "";

  beforeAll(() => {
    const flags = ["-p", "tsconfig.json", "--pretty", "false"];
    output = runTool(tool("node_modules/typescript/bin/tsc"), flags, join(fixtures, "typecheck")).output;
  }, 60_000);

  it("includes the tests", () => {
    expect(output).toMatch(/^test\/double\.test\.ts\(3,\d+\): error TS2345/m);
  });

  it("holds an index to what may not be there", () => {
    expect(output).toMatch(/^src\/first\.ts\(3,\d+\): error TS2322/m);
  });

  it("refuses syntax that leaves code behind", () => {
    expect(output).toMatch(/^src\/level\.ts\(1,\d+\): error TS1294/m);
  });
});
