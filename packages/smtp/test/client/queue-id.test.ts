import { describe, expect, it } from "@jest/globals";
import { queueIdOf } from "../../src/client/queue-id.js";

describe("queueIdOf", () => {
  it.each([
    ["Ok: queued as 4ZfJ3x1Lrgz9s", "4ZfJ3x1Lrgz9s"],
    ["OK id=1rXYZa-0003Ab-Cd", "1rXYZa-0003Ab-Cd"],
    ["42C0aX7P012345 Message accepted for delivery", "42C0aX7P012345"],
    ["<b1946ac9@x.example> [InternalId=4711, Hostname=x] Queued mail for delivery", "4711"],
    ["Message accepted", undefined],
    ["", undefined],
  ])("reads %j as %s", (text, id) => {
    expect(queueIdOf(text)).toBe(id);
  });

  it("takes no longer for a long text", () => {
    expect(queueIdOf("queued as ".repeat(5_000))).toBe("queued");
    expect(queueIdOf("x".repeat(60_000))).toBeUndefined();
  });
});
