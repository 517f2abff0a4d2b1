import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { ByteLRU } from "../../src/cache/byte-lru.js";

const sized = (byteLength: number): { byteLength: number } => ({ byteLength });

function keysOf(lru: ByteLRU<{ byteLength: number }>, keys: readonly string[]): string[] {
  return keys.filter((key) => lru.get(key) !== undefined);
}

describe("ByteLRU", () => {
  it("puts out what was not used for the longest time", () => {
    const lru = new ByteLRU<{ byteLength: number }>(30);
    for (const key of ["a", "b", "c"]) lru.set(key, sized(10));
    lru.get("a");
    lru.set("d", sized(10));
    expect(keysOf(lru, ["a", "b", "c", "d"])).toEqual(["a", "c", "d"]);
    expect([lru.size, lru.byteLength]).toEqual([3, 30]);
  });

  it("puts out as many as it takes, and doesn't keep what is larger than everything", () => {
    const lru = new ByteLRU<{ byteLength: number }>(30);
    for (const key of ["a", "b", "c"]) lru.set(key, sized(10));
    lru.set("d", sized(25));
    expect(keysOf(lru, ["a", "b", "c", "d"])).toEqual(["d"]);
    lru.set("e", sized(31));
    expect(keysOf(lru, ["d", "e"])).toEqual(["d"]);
  });

  it("holds what a list in the order of use would hold, whatever is done to it", () => {
    const step = fc.tuple(fc.constantFrom("get", "set", "delete"), fc.nat(7), fc.integer({ min: 1, max: 12 }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const lru = new ByteLRU<{ byteLength: number }>(30);
        let list: { key: string; value: { byteLength: number } }[] = [];
        const bytes = (): number => list.reduce((sum, { value }) => sum + value.byteLength, 0);
        for (const [what, number, length] of steps) {
          const key = String(number);
          const known = list.find((entry) => entry.key === key);
          list = list.filter((entry) => entry !== known);
          if (what === "get") {
            expect(lru.get(key)).toBe(known?.value);
            if (known !== undefined) list.push(known);
          } else if (what === "delete") {
            expect(lru.delete(key)).toBe(known !== undefined);
          } else {
            const value = sized(length);
            lru.set(key, value);
            list.push({ key, value });
            while (bytes() > 30) list.shift();
          }
          expect([lru.size, lru.byteLength]).toEqual([list.length, bytes()]);
        }
        expect(list.map(({ key }) => lru.get(key))).toEqual(list.map(({ value }) => value));
      }),
    );
  });

  it("forgets everything", () => {
    const lru = new ByteLRU<{ byteLength: number }>(30);
    lru.set("a", sized(10));
    lru.clear();
    lru.set("b", sized(30));
    expect(keysOf(lru, ["a", "b"])).toEqual(["b"]);
  });
});
