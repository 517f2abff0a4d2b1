import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { SeededRandom } from "../../src/testing/seeded-random.js";

describe("SeededRandom", () => {
  const draw = (random: SeededRandom): number[] => Array.from({ length: 20 }, () => random.next());

  it("gives the same numbers for the same seed, and others for another", () => {
    expect(draw(new SeededRandom(7))).toEqual(draw(new SeededRandom(7)));
    expect(draw(new SeededRandom(7))).not.toEqual(draw(new SeededRandom(8)));
  });

  it("stays within its bounds, whatever the seed", () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(100), fc.nat(100), (seed, least, span) => {
        const random = new SeededRandom(seed);
        const number = random.integer(least, least + span);
        const next = random.next();
        return number >= least && number <= least + span && next >= 0 && next < 1;
      }),
    );
  });

  it("is even enough", () => {
    const random = new SeededRandom(1);
    const counts = Array<number>(10).fill(0);
    for (let index = 0; index < 10_000; index += 1) {
      const slot = random.integer(0, 9);
      counts[slot] = (counts[slot] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });

  it("makes generators of their own, which don't change what it gives itself", () => {
    const random = new SeededRandom(3);
    const fork = random.fork("link");
    expect(draw(fork)).toEqual(draw(new SeededRandom(3).fork("link")));
    expect(draw(random)).toEqual(draw(new SeededRandom(3)));
    expect(draw(new SeededRandom(3).fork("other"))).not.toEqual(draw(new SeededRandom(3).fork("link")));
  });

  it("is certain of what is certain", () => {
    const random = new SeededRandom(1);
    expect([random.chance(0), random.chance(1)]).toEqual([false, true]);
    expect(draw(random)).toEqual(draw(new SeededRandom(1)));
    expect(random.bytes(16)).toHaveLength(16);
  });
});
