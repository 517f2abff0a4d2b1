import { describe, expect, it } from "@jest/globals";

import { everySplit, everySplitAsync, splitsOf } from "../../src/testing/every-split.js";

describe("everySplit", () => {
  it("gives the bytes whole, byte by byte, cut at every place and at random", () => {
    const names = [...splitsOf("abcd", { randomSplits: 2, seed: 7 })].map((split) => split.name);
    expect(names).toEqual([
      "whole",
      "byte by byte",
      "cut at 1",
      "cut at 2",
      "cut at 3",
      "random split 1 of seed 7",
      "random split 2 of seed 7",
    ]);
  });

  it("loses and adds nothing, whatever the cut, and gives no empty chunk", () => {
    const bytes = Buffer.from("the quick brown fox");
    everySplit(bytes, (chunks) => {
      expect(Buffer.concat(chunks)).toEqual(bytes);
      expect(chunks.every((chunk) => chunk.length > 0)).toBe(true);
    });
  });

  it("adds trailing bytes once whole and once byte by byte", () => {
    const trailing = [...splitsOf("ab", { trailing: "XY" })].filter((split) => split.trailing);
    expect(trailing.map((split) => split.chunks.join("|"))).toEqual(["abXY", "a|b|X|Y"]);
  });

  it("gives the same random cuts for the same seed and others for another", () => {
    const cuts = (seed: number): string =>
      JSON.stringify(
        [...splitsOf("x".repeat(200), { seed })].map((split) => split.chunks.map((chunk) => chunk.length)),
      );
    expect(cuts(1)).toBe(cuts(1));
    expect(cuts(1)).not.toBe(cuts(2));
  });

  it("cuts long input at no more places than asked for", () => {
    const cuts = [...splitsOf("x".repeat(10_000), { maxCuts: 50 })].filter((split) => split.name.startsWith("cut at"));
    expect(cuts).toHaveLength(50);
  });

  it("says which split failed, and keeps the error", () => {
    const error = new RangeError("lost a byte");
    const run = (): void => {
      everySplit("abc", (_chunks, { name }) => {
        if (name === "cut at 2") throw error;
      });
    };
    expect(run).toThrow(error);
    expect(error.message).toBe("(cut at 2) lost a byte");
  });

  it("waits for each run where runs are asynchronous", async () => {
    let running = 0;
    await everySplitAsync("abc", async () => {
      running += 1;
      expect(running).toBe(1);
      await Promise.resolve();
      running -= 1;
    });
    await expect(everySplitAsync("abc", () => Promise.reject(new Error("late")))).rejects.toThrow("(whole) late");
  });

  it("gives chunks that the run may keep and change", () => {
    everySplit("abc", (chunks) => {
      for (const chunk of chunks) chunk.fill(0);
    });
    const bytes = Buffer.from("abc");
    everySplit(bytes, (chunks) => chunks[0]?.fill(0));
    expect(bytes.toString()).toBe("abc");
  });
});
