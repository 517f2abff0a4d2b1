import { describe, expect, it } from "@jest/globals";
import { Framer } from "../../src/wire/framer.js";

/** The smallest framer: items of four bytes. Like the ones that read a length, it never searches. */
class FoursFramer extends Framer {
  readonly items: string[] = [];
  onItem: () => void = () => undefined;

  constructor() {
    super({});
  }

  protected override deliverNext(): boolean {
    if (this.buffer.length < 4) return false;
    this.items.push(this.buffer.takeUpTo(4).toString());
    this.onItem();
    return true;
  }
}

describe("Framer", () => {
  it("gives out what is whole, and keeps the rest", () => {
    const fours = new FoursFramer();
    fours.receive(Buffer.from("aaaabbbbcc"));
    expect(fours.items).toEqual(["aaaa", "bbbb"]);
    expect(fours.bufferedBytes).toBe(2);
  });

  it("copies a small leftover out of its chunk", () => {
    const fours = new FoursFramer();
    fours.receive(Buffer.alloc(65_539, "x"));
    const leftover = fours.takeRemaining();
    expect(leftover).toHaveLength(3);
    expect(leftover.buffer.byteLength).toBeLessThanOrEqual(64);
  });

  it("copies out of its chunk the little that waits while paused", () => {
    const fours = new FoursFramer();
    fours.onItem = () => {
      if (fours.bufferedBytes === 8) fours.pause();
    };
    fours.receive(Buffer.alloc(65_536, "x"));
    expect(fours.paused).toBe(true);
    const waiting = fours.takeRemaining();
    expect(waiting).toHaveLength(8);
    expect(waiting.buffer.byteLength).toBeLessThanOrEqual(64);
  });
});
