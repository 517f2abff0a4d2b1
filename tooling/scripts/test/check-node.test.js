import { describe, expect, it } from "@jest/globals";
import { checkNode } from "../src/check-node.js";

describe("checkNode", () => {
  it.each(["20.19.0", "20.20.2", "22.0.0"])("accepts Node %s", (version) => {
    expect(() => {
      checkNode(version);
    }).not.toThrow();
  });

  it.each(["18.20.0", "20.18.3"])("refuses Node %s, and says which is needed", (version) => {
    expect(() => {
      checkNode(version);
    }).toThrow(`Node 20.19 or newer is needed, and this is Node ${version}`);
  });
});
