import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { applyDifference } from "../../src/transfer/apply-difference.js";
import { condenseDifferences } from "../../src/transfer/condense-differences.js";
import { diffZones, diffZonesAt, isEmptyDifference } from "../../src/transfer/zone-difference.js";
import { ZoneHistory } from "../../src/transfer/zone-history.js";
import { ZonePublisher } from "../../src/transfer/zone-publisher.js";
import type { Zone } from "../../src/zone/zone.js";
import { texts } from "./serve.js";
import { rfc1995, version } from "./versions.js";

/** Versions with serials 1, 2, 3… that have some of a few records each, with TTLs that change. */
const chains = fc
  .array(
    fc.dictionary(
      fc.constantFrom("a A 192.0.2.1", "a A 192.0.2.2", "b.c TXT x", "d NS e", "e A 192.0.2.3", '@ TXT "y"'),
      fc.constantFrom(60, 120),
      { maxKeys: 6 },
    ),
    { minLength: 2, maxLength: 6 },
  )
  .map((contents) =>
    contents.map((content, i) => {
      const lines = Object.entries(content).map(([line, ttl]) =>
        line.replace(" ", ` ${String(line.startsWith("a ") ? 60 : ttl)} `),
      );
      return version(i + 1, lines.join("\n"));
    }),
  );

function steps(versions: readonly Zone[]) {
  return versions.slice(1).map((zone, i) => diffZones(versions[i] ?? zone, zone));
}

describe("differences of zones", () => {
  it("lead from each version to the next, one by one or as one (property)", () => {
    fc.assert(
      fc.property(chains, (versions) => {
        const [first, last] = [versions[0], versions.at(-1)];
        if (first === undefined || last === undefined) throw new Error("there are two at least");
        const differences = steps(versions);
        expect(texts(differences.reduce(applyDifference, first).records())).toEqual(texts(last.records()));
        const condensed = condenseDifferences(differences);
        expect(texts(applyDifference(first, condensed).records())).toEqual(texts(last.records()));
        expect(condensed.removed.length + condensed.added.length).toBeLessThanOrEqual(
          differences.reduce((sum, { removed, added }) => sum + removed.length + added.length, 0),
        );
        const names = [...first.nodes, ...last.nodes].map(({ name }) => name);
        expect(texts(diffZonesAt(first, last, names).added)).toEqual(texts(diffZones(first, last).added));
      }),
      { numRuns: 200 },
    );
  });

  it("leave out what comes and goes in between (RFC 1995 §5)", () => {
    const { from, to, removed, added } = condenseDifferences(steps(rfc1995));
    expect([from.data.serial, to.data.serial]).toEqual([1, 3]);
    expect(texts(removed)).toEqual(["NEZU.JAIN.AD.JP. 3600 IN A 133.69.136.5"]);
    expect(texts(added)).toEqual([
      "JAIN-BB.JAIN.AD.JP. 3600 IN A 133.69.136.3",
      "JAIN-BB.JAIN.AD.JP. 3600 IN A 192.41.197.2",
    ]);
  });

  it("have a record whose TTL changes on both sides", () => {
    const difference = diffZones(version(1, "a 60 A 192.0.2.1"), version(2, "a 120 A 192.0.2.1"));
    expect(texts(difference.removed)).toEqual(["a.example. 60 IN A 192.0.2.1"]);
    expect(texts(difference.added)).toEqual(["a.example. 120 IN A 192.0.2.1"]);
    expect(isEmptyDifference(difference)).toBe(false);
    expect(isEmptyDifference(diffZones(version(1), version(2)))).toBe(true);
  });

  it("aren't condensed where they contradict each other", () => {
    const [step] = steps([version(1, "a A 192.0.2.1"), version(2)]);
    if (step === undefined) throw new Error("there is one");
    expect(() => condenseDifferences([step, step])).toThrow("removed twice");
    const back = { ...step, removed: [], added: step.removed };
    expect(() => condenseDifferences([back, back])).toThrow("added twice");
    expect(() => condenseDifferences([])).toThrow(RangeError);
  });
});

describe("ZoneHistory", () => {
  const versions = Array.from({ length: 6 }, (_, i) => version(i + 1, `a A 192.0.2.${String(i)}`));
  const newest = versions[5] ?? version(6);

  function filled(limits = {}): ZoneHistory {
    const history = new ZoneHistory(limits);
    for (const step of steps(versions)) history.add(newest.origin, step);
    return history;
  }

  it("knows what leads from an old version to the present one", () => {
    expect(
      filled()
        .since(newest, 3)
        ?.map(({ from }) => from.data.serial),
    ).toEqual([3, 4, 5]);
    expect(filled().since(newest, 7)).toBeUndefined();
    expect(filled().since(version(9), 3)).toBeUndefined();
  });

  it.each([
    ["maxVersions", { maxVersions: 2 }],
    ["maxRecords", { maxRecords: 8 }],
  ])("forgets the oldest beyond %s", (_what, limits) => {
    expect(filled(limits).since(newest, 4)).toHaveLength(2);
    expect(filled(limits).since(newest, 3)).toBeUndefined();
  });

  it("forgets all before a step that doesn't follow, or goes back", () => {
    const history = filled();
    history.add(newest.origin, { from: version(8).soa, to: version(9).soa, removed: [], added: [] });
    expect(history.since(version(9), 5)).toBeUndefined();
    expect(history.since(version(9), 8)).toHaveLength(1);
    history.add(newest.origin, { from: version(9).soa, to: version(9).soa, removed: [], added: [] });
    expect(history.since(version(9), 8)).toBeUndefined();
  });
});

describe("ZonePublisher", () => {
  it("puts zones in place, keeps their history, and tells who listens", () => {
    const publisher = new ZonePublisher();
    const told: (number | undefined)[][] = [];
    const end = publisher.subscribe((zone, previous) => told.push([zone.serial, previous?.serial]));
    publisher.subscribe(() => {
      throw new Error("a bad listener");
    });
    for (const zone of rfc1995) publisher.publish(zone);
    publisher.publish(rfc1995[2]);
    expect(publisher.zones.get(rfc1995[0].origin)).toBe(rfc1995[2]);
    expect(publisher.history.since(rfc1995[2], 1)).toHaveLength(2);
    end();
    publisher.publish(rfc1995[0]);
    publisher.withdraw(rfc1995[0].origin);
    expect(publisher.zones.size).toBe(0);
    expect(told).toEqual([
      [1, undefined],
      [2, 1],
      [3, 2],
    ]);
  });
});
