import { describe, expect, it } from "@jest/globals";
import { LocalRoot } from "../../../src/filesystem/local/local-root.js";

describe("LocalRoot", () => {
  it("serves a whole disk as well", async () => {
    const root = new LocalRoot("/");
    expect(await root.realPathOf([])).toBe("/");
    expect(await root.realPathOf(["usr", "lib"])).toBe("/usr/lib");
    expect(await root.virtualTarget("/usr")).toBe("/usr");
    expect(await root.realTarget("/usr")).toBe("/usr");
  });
});
