import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { Name } from "../../src/wire/name.js";
import { NodeMap } from "../../src/zone/node-map.js";
import { ZoneNode } from "../../src/zone/zone-node.js";

const keys = fc.integer({ min: 0, max: 30 }).map((number) => `name-${String(number)}.`);
const actions = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant("set" as const), key: keys }),
    fc.record({ kind: fc.constant("delete" as const), key: keys }),
    fc.record({ kind: fc.constant("fork" as const) }),
  ),
  { maxLength: 200 },
);

function contents(map: NodeMap): string[] {
  return Array.from(map.values(), ({ name }) => name.toString()).sort();
}

describe("NodeMap", () => {
  it("is a map, and a fork leaves the map that it comes from as it is (property)", () => {
    fc.assert(
      fc.property(actions, (steps) => {
        let map = new NodeMap();
        const model = new Map<string, ZoneNode>();
        const forked: { readonly map: NodeMap; readonly then: readonly string[] }[] = [];
        for (const step of steps) {
          if (step.kind === "fork") {
            forked.push({ map, then: contents(map) });
            map = map.fork();
          } else if (step.kind === "set") {
            const node = ZoneNode.of(Name.fromText(step.key), []);
            map.set(step.key, node);
            model.set(step.key, node);
          } else {
            map.delete(step.key);
            model.delete(step.key);
          }
        }
        expect(contents(map)).toEqual([...model.keys()].sort());
        expect(map.size).toBe(model.size);
        for (let i = 0; i <= 30; i++) {
          const key = `name-${String(i)}.`;
          expect([map.get(key), map.has(key)]).toEqual([model.get(key), model.has(key)]);
        }
        for (const { map: before, then } of forked)
          expect([contents(before), before.size]).toEqual([then, then.length]);
      }),
    );
  });

  it("goes on being right over more changes than it keeps apart", () => {
    let map = new NodeMap();
    for (let i = 0; i < 500; i++) {
      map = map.fork();
      map.set(`set-${String(i)}.`, ZoneNode.of(Name.fromText(`set-${String(i)}.`), []));
      map.delete(`set-${String(i - 3)}.`);
    }
    expect(contents(map)).toEqual(["set-497.", "set-498.", "set-499."]);
    expect(map.size).toBe(3);
  });
});
