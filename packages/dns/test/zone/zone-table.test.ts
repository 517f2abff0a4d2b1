import { describe, expect, it } from "@jest/globals";
import { Name } from "../../src/wire/name.js";
import { ZoneTable } from "../../src/zone/zone-table.js";
import { zoneOf } from "./zone-of.js";

const zones = new ZoneTable([zoneOf(""), zoneOf("", "sub.example.")]);

describe("ZoneTable", () => {
  it.each([
    ["www.example.", "example."],
    ["EXAMPLE.", "example."],
    ["a.b.SUB.example.", "sub.example."],
    ["notexample.", undefined],
    [".", undefined],
  ])("finds the zone of %s", (name, origin) => {
    expect(zones.find(Name.fromText(name))?.origin.toString()).toBe(origin);
  });

  it("finds the zone above a cut", () => {
    expect(zones.findParent(Name.fromText("sub.example."))?.origin.toString()).toBe("example.");
  });

  it("replaces a zone and lets it go", () => {
    const table = new ZoneTable([zoneOf("")]);
    const next = zoneOf("a A 192.0.2.1\n");
    table.set(next);
    expect(table.get(next.origin)).toBe(next);
    expect(table.size).toBe(1);
    expect([table.delete(next.origin), table.delete(next.origin)]).toEqual([true, false]);
  });
});
