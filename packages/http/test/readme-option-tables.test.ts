import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";

const root = new URL("../", import.meta.url);
const readme = readFileSync(new URL("README.md", root), "utf8");
const start = readme.indexOf("What stands behind subpaths has limits of its own");
const table = readme.slice(start, readme.indexOf("The client's, as options", start));
const rows = [...table.matchAll(/^\| `(\w+)` +\| (\d+) +\|/gm)].map(([, name, value]) => [name, value]);

/** The numbers that JSDoc gives as defaults in the rooms behind subpaths: `name value`. */
const documented = new Set<string>();
for (const room of ["bodies", "compression", "events", "guards", "routing", "sessions", "static"]) {
  for (const file of readdirSync(new URL(`src/${room}/`, root))) {
    const source = readFileSync(new URL(`src/${room}/${file}`, root), "utf8");
    for (const [, value, name] of source.matchAll(/@default (\d+)[^\n]*\s+(?:\*\/\s+)?readonly (\w+)\??:/g))
      documented.add(`${String(name)} ${String(value)}`);
  }
}

describe("the README's table of options", () => {
  it.each(rows)("gives %s with the default that its documentation says: %s", (name, value) => {
    expect([...documented].filter((each) => each.startsWith(`${String(name)} `))).toContain(
      `${String(name)} ${String(value)}`,
    );
  });

  it("has a row for each option that begins with max or min", () => {
    const named = new Set(rows.map(([name]) => name));
    const limits = [...documented].map((each) => each.split(" ")[0] ?? "").filter((name) => /^(?:max|min)/.test(name));
    expect(limits.filter((name) => !named.has(name))).toEqual([]);
    expect(rows.length).toBeGreaterThan(10);
  });
});
