import { describe, expect, it } from "@jest/globals";
import { InputQueue } from "../../src/machine/input-queue.js";
import { latin1 } from "../every-split.js";

describe("InputQueue", () => {
  it("gives chunks in order, and skips empty ones", () => {
    const queue = new InputQueue();
    for (const text of ["", "ab", "", "c"]) queue.push(latin1(text));
    queue.advanceTo(1);
    expect([queue.chunk.toString(), queue.at]).toEqual(["ab", 1]);
    queue.advanceTo(2);
    expect([queue.chunk.toString(), queue.at]).toEqual(["c", 0]);
    queue.dropChunk();
    expect(queue.isEmpty).toBe(true);
  });

  it("gives all that is left as one buffer", () => {
    const queue = new InputQueue();
    for (const text of ["ab", "c", "d"]) queue.push(latin1(text));
    queue.advanceTo(1);
    expect(queue.takeAll().toString()).toBe("bcd");
    expect(queue.isEmpty).toBe(true);
    expect(queue.takeAll()).toHaveLength(0);
  });
});
