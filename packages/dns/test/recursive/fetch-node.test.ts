import { describe, expect, it } from "@jest/globals";
import { FetchNode } from "../../src/recursive/fetch-node.js";

const never = new Promise<void>(() => undefined);

describe("FetchNode", () => {
  it("knows whom it needs, be it by way of others, and not any more once those are there", async () => {
    const [a, b, c] = [new FetchNode(0), new FetchNode(1), new FetchNode(2)];
    let arrive: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => (arrive = resolve));
    void a.waitFor(b, never);
    const waiting = b.waitFor(c, arrived);
    expect([a.needs(c), b.needs(a), c.needs(a), a.needs(a)]).toEqual([true, false, false, true]);
    arrive();
    await waiting;
    expect([a.needs(b), a.needs(c)]).toEqual([true, false]);
  });

  it("ends also where some wait for each other", () => {
    const [a, b, c] = [new FetchNode(0), new FetchNode(1), new FetchNode(2)];
    void a.waitFor(b, never);
    void b.waitFor(a, never);
    expect(a.needs(c)).toBe(false);
  });
});
