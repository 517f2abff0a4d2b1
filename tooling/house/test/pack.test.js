import { rmSync } from "node:fs";
import { afterAll, describe, expect, it } from "@jest/globals";
import { checkPack } from "../src/pack/check-pack.js";
import { workspace } from "./workspace.js";

const bad = workspace("pack");
const well = workspace("pack-well");

describe("house pack", () => {
  afterAll(() => {
    rmSync(bad, { recursive: true });
    rmSync(well, { recursive: true });
  });

  it("lets publint and attw object to a bad tarball", async () => {
    const violations = (await checkPack(bad)).join("\n");
    expect(violations).toMatch(/publint: .*lib\/missing\.js.*does not exist/);
    expect(violations).toMatch(/publint: .*types.*first/);
    expect(violations).toMatch(/attw: NoResolution at \.\/missing/);
    expect(violations).toMatch(/attw: UntypedResolution at \.\/untyped/);
  }, 60_000);

  it("finds nothing in a package that is as ours should be", async () => {
    expect(await checkPack(well)).toEqual([]);
  }, 60_000);
});
