import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { DEFAULT_FORWARD_PROXY_LIMITS, DEFAULT_REVERSE_PROXY_LIMITS } from "../../src/proxy/proxy-limits.js";

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
const tables = readme.slice(readme.indexOf("| proxy limit"));
const rows = new Map(
  [...tables.matchAll(/^\| `(\w+)` +\| (\w+) +\|/gm)].map(([, name, value]) => [name, Number(value)]),
);

describe("the README's proxy tables", () => {
  it("have every limit and time-out with its default, and no other", () => {
    const defaults = { ...DEFAULT_FORWARD_PROXY_LIMITS, ...DEFAULT_REVERSE_PROXY_LIMITS };
    expect(Object.fromEntries(rows)).toEqual(defaults);
  });
});
