import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { A } from "../../src/records/a.js";
import { Name } from "../../src/wire/name.js";
import { Zone } from "../../src/zone/zone.js";
import { ZoneError } from "../../src/zone/zone-error.js";
import { recordsOf, zoneOf } from "./zone-of.js";

function lines(zone: Zone): string[] {
  return [...zone.records()].map(String);
}

describe("Zone", () => {
  it("gives its records with the SOA first, in canonical order of names", () => {
    const zone = zoneOf("z A 192.0.2.1\na.b A 192.0.2.2\nns A 192.0.2.3\n");
    expect(lines(zone).map((line) => line.split(" ").slice(0, 4).join(" "))).toEqual([
      "example. 3600 IN SOA",
      "example. 3600 IN NS",
      "a.b.example. 3600 IN A",
      "ns.example. 3600 IN A",
      "z.example. 3600 IN A",
    ]);
    expect(zone.serial).toBe(1);
  });

  it("has a node for names that own nothing but have names below", () => {
    const zone = zoneOf("a.b.c A 192.0.2.1\n");
    expect(zone.node(Name.fromText("b.c.example."))?.isEmptyNonTerminal).toBe(true);
    expect(zone.node(Name.fromText("c.example."))?.isEmptyNonTerminal).toBe(true);
    expect(zone.node(Name.fromText("d.example."))).toBeUndefined();
  });

  it("gives all records of a set the lowest of their TTLs, and leaves doubles out (RFC 2181 §5)", () => {
    const zone = zoneOf("w 60 A 192.0.2.1\nw 30 A 192.0.2.2\nW 90 A 192.0.2.1\n");
    const set = zone.get(Name.fromText("w.example."), A);
    expect(set?.records.map(({ ttl, data }) => [ttl, data.address])).toEqual([
      [30, "192.0.2.1"],
      [30, "192.0.2.2"],
    ]);
  });

  it.each([
    ["no SOA", "@ NS ns\n", "no SOA"],
    ["two SOAs", "@ SOA a b 1 1 1 1 1\n@ SOA a b 2 1 1 1 1\n@ NS ns\n", "more than one SOA"],
    ["no NS", "@ SOA a b 1 1 1 1 1\n", "no NS"],
    ["an SOA below", "@ SOA a b 1 1 1 1 1\n@ NS ns\nx SOA a b 1 1 1 1 1\n", "x.example. has an SOA"],
    ["a name outside", "@ SOA a b 1 1 1 1 1\n@ NS ns\nx.test. A 192.0.2.1\n", "x.test. is not in it"],
    ["a CNAME beside others", "@ SOA a b 1 1 1 1 1\n@ NS ns\nx CNAME y\nx A 192.0.2.1\n", "CNAME record beside others"],
    ["two CNAMEs", "@ SOA a b 1 1 1 1 1\n@ NS ns\nx CNAME y\nx CNAME z\n", "more than one CNAME"],
    ["names below a DNAME", "@ SOA a b 1 1 1 1 1\n@ NS ns\nx DNAME y\na.x A 192.0.2.1\n", "below a DNAME"],
  ])("refuses %s, and says what is wrong", (_what, text, message) => {
    const make = (): Zone => Zone.fromRecords(Name.fromText("example."), recordsOf(text));
    expect(make).toThrow(ZoneError);
    expect(make).toThrow(message);
  });

  it("changes without touching the version before", () => {
    const before = zoneOf("a.b A 192.0.2.1\nc A 192.0.2.1\nc A 192.0.2.2\n");
    const after = before.with({
      removed: recordsOf("a.b A 192.0.2.1\nc 1 A 192.0.2.2\nnone A 192.0.2.9\n"),
      added: recordsOf("@ SOA ns hostmaster 2 3600 900 604800 300\nd.e A 192.0.2.4\n"),
    });
    expect([before.serial, after.serial]).toEqual([1, 2]);
    expect(before.get(Name.fromText("c.example."), A)?.records).toHaveLength(2);
    expect(after.get(Name.fromText("c.example."), A)?.records).toHaveLength(1);
    expect(after.node(Name.fromText("b.example."))).toBeUndefined();
    expect(after.node(Name.fromText("e.example."))?.isEmptyNonTerminal).toBe(true);
  });

  it("keeps a name that still has names below when its own records go", () => {
    const after = zoneOf("b A 192.0.2.1\na.b A 192.0.2.1\n").with({ removed: recordsOf("b A 192.0.2.1\n"), added: [] });
    expect(after.node(Name.fromText("b.example."))?.isEmptyNonTerminal).toBe(true);
  });

  it("is after any change what the same records make at once", () => {
    const label = fc.constantFrom("a", "b", "a.b", "a.b.c", "c", "b.c");
    const record = fc.tuple(label, fc.integer({ min: 1, max: 3 })).map(([name, host]) => `${name} A 192.0.2.${host}\n`);
    fc.assert(
      fc.property(fc.array(record), fc.array(record), fc.array(record), (start, removed, added) => {
        const changed = zoneOf(start.join("")).with({
          removed: recordsOf(removed.join("")),
          added: recordsOf(added.join("")),
        });
        const wanted = new Set([...new Set(start)].filter((line) => !removed.includes(line)).concat(added));
        const fresh = zoneOf([...wanted].join(""));
        expect(lines(changed).sort()).toEqual(lines(fresh).sort());
        expect(changed.nodes.map(({ name }) => String(name))).toEqual(fresh.nodes.map(({ name }) => String(name)));
      }),
    );
  });
});
