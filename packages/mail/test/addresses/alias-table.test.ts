import { describe, expect, it } from "@jest/globals";
import { AliasTable, maxAliasTargets } from "../../src/addresses/alias-table.js";

function targets(table: AliasTable, local: string, domain = "home.example"): string[] | undefined {
  return table.find(local, domain)?.map(String);
}

describe("AliasTable", () => {
  it("reads names, lists, comments, quotes and lines that go on", () => {
    const table = AliasTable.parse(
      [
        "# comment",
        "info: ada, bob@x.example  # and why",
        "Sales@Home.Example:",
        "  carol,",
        "\tdan",
        '"odd: name": "an, other"@x.example',
        "info: eve\r",
        "",
        "@home.example: ada",
        "@: postmaster",
      ].join("\n"),
    );
    expect(table.badLines).toEqual([]);
    expect(targets(table, "INFO")).toEqual(["ada", "bob@x.example", "eve"]);
    expect(targets(table, "sales")).toEqual(["carol", "dan"]);
    expect(targets(table, "sales", "other.example")).toBeUndefined();
    expect(targets(table, "odd: name")).toEqual(['"an, other"@x.example']);
    expect(table.catchAll("home.example")).toEqual(["ada"]);
    expect(table.catchAll("other.example")).toEqual(["postmaster"]);
  });

  it.each([
    ["a program", 'a: "|/bin/sh -c evil"'],
    ["a bare program", "a: |/bin/sh"],
    ["a file", "a: /etc/passwd"],
    ["an include", "a: :include:/etc/passwd"],
    ["nothing behind the name", "a:"],
    ["no colon", "just words"],
    ["an address that is none", "a: b@@c"],
    ["a domain that is none", "@-bad-: ada"],
    ["a line break in a target", "a: b\u0000c"],
  ])("skips a line with %s, and says so", (_, line) => {
    const table = AliasTable.parse(`first: ada\n${line}\nlast: bob`);
    expect(table.badLines).toMatchObject([{ lineNumber: 2 }]);
    expect(targets(table, "a")).toBeUndefined();
    expect(targets(table, "first")).toEqual(["ada"]);
    expect(targets(table, "last")).toEqual(["bob"]);
  });

  it("refuses more targets than an alias may have", () => {
    const list = Array.from({ length: maxAliasTargets + 1 }, (_, n) => `u${String(n)}`).join(",");
    expect(AliasTable.parse(`all: ${list}`).badLines[0]?.reason).toMatch(/at most 1000/);
  });

  it("takes time in line with a file's size", () => {
    const line = `${'"\\\\'.repeat(20_000)}: x`;
    expect(AliasTable.parse(`${line}\n`.repeat(20)).badLines).toHaveLength(20);
  });
});
