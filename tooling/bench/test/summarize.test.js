import { describe, expect, it } from "@jest/globals";
import { runSuite } from "../runner/run-suite.js";
import { summarize } from "../runner/summarize.js";
import { formatTable } from "../runner/table.js";

/** @typedef {import("../runner/benchmark.js").Benchmark} Benchmark */

describe("summarize", () => {
  it("takes the median of the rounds' ratios, not the ratio of the medians", () => {
    const row = summarize("b", { name: "m", unit: "u" }, [1, 20, 300], [1, 10, 100]);
    expect(row.ratio).toBe(2);
    expect(row.ours).toBe(20);
    expect(row.theirs).toBe(10);
    expect(row.verdict).toBeUndefined();
  });

  it("gives an interval that holds the ratio and grows with the spread", () => {
    const theirs = [10, 10, 10, 10, 10, 10, 10];
    const quiet = summarize("b", { name: "m", unit: "u" }, [10, 10, 10, 10, 10, 10, 10], theirs);
    const noisy = summarize("b", { name: "m", unit: "u" }, [5, 8, 9, 10, 11, 13, 19], theirs);
    expect(quiet.interval).toEqual([1, 1]);
    expect(noisy.interval[0]).toBeLessThan(1);
    expect(noisy.interval[1]).toBeGreaterThan(1);
  });

  it.each([
    [{ atLeast: 0.9 }, [9], "ok"],
    [{ atLeast: 0.9 }, [8.9], "miss"],
    [{ atMost: 1.3 }, [13], "ok"],
    [{ atMost: 1.3 }, [13.1], "miss"],
  ])("holds the ratio to the target %j: %j is %s", (target, ours, verdict) => {
    expect(summarize("b", { name: "m", unit: "u", target }, ours, [10]).verdict).toBe(verdict);
  });
});

describe("runSuite", () => {
  it("alternates the sides, changes who goes first, and leaves the warm-up out", async () => {
    /** @type {string[]} */
    const order = [];
    const [row] = await runSuite([
      {
        name: "b",
        rounds: 3,
        metrics: [{ name: "m", unit: "u" }],
        ours: () => side(order, "o", [100, 2, 2, 2]),
        theirs: () => side(order, "t", [1, 1, 1, 1]),
      },
    ]);
    expect(order.join("")).toBe("toottootclose oclose t");
    expect(row).toMatchObject({ ours: 2, theirs: 1, ratio: 2, rounds: 3 });
  });

  it("refuses a measurement that lacks a metric", async () => {
    /** @type {Benchmark} */
    const benchmark = {
      name: "b",
      rounds: 1,
      metrics: [{ name: "other", unit: "u" }],
      ours: () => side([], "o", [1, 1]),
      theirs: () => side([], "t", [1, 1]),
    };
    await expect(runSuite([benchmark])).rejects.toThrow('gave no "other"');
  });
});

describe("formatTable", () => {
  it("names a benchmark once and sets numbers flush right", () => {
    const target = { atLeast: 0.9 };
    const rows = [
      summarize("echo", { name: "a", unit: "MB", target }, [1_200], [1_000]),
      summarize("echo", { name: "b", unit: "MB" }, [9], [10]),
    ];
    expect(formatTable(rows).split("\n")).toEqual([
      "benchmark  metric   ours  theirs  unit  ratio  95 % interval  target",
      "---------  ------  -----  ------  ----  -----  -------------  ------  --",
      "echo       a       1,200   1,000  MB     1.20  1.20 to 1.20   ≥ 0.90  ok",
      "           b           9      10  MB     0.90  0.90 to 0.90",
    ]);
  });
});

/**
 * @param {string[]} order Where it notes what happens.
 * @param {string} name
 * @param {readonly number[]} values
 */
function side(order, name, values) {
  let next = 0;
  return Promise.resolve({
    measure: () => {
      order.push(name);
      next += 1;
      return Promise.resolve({ m: values[next - 1] ?? NaN });
    },
    close: () => {
      order.push(`close ${name}`);
      return Promise.resolve();
    },
  });
}
