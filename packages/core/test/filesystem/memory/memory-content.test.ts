import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { MemoryContent } from "../../../src/filesystem/memory/memory-content.js";

describe("MemoryContent", () => {
  it("holds what an array of bytes would hold, whatever is done to it", () => {
    const write = fc.tuple(fc.constant("write" as const), fc.nat(300), fc.nat(100));
    const resize = fc.tuple(fc.constant("resize" as const), fc.nat(400), fc.constant(0));
    fc.assert(
      fc.property(fc.array(fc.oneof(write, resize), { maxLength: 20 }), (steps) => {
        const content = new MemoryContent();
        let model: number[] = [];
        for (const [i, [what, at, length]] of steps.entries()) {
          if (what === "resize") {
            content.resize(at);
            model = Array.from({ length: at }, (_, j) => model[j] ?? 0);
          } else if (length > 0) {
            content.write(Buffer.alloc(length, i + 1), at);
            model = Array.from({ length: Math.max(model.length, at + length) }, (_, j) =>
              j >= at && j < at + length ? i + 1 : (model[j] ?? 0),
            );
          }
          const read = Buffer.alloc(model.length + 10, 0xff);
          const count = content.read(read, 0);
          expect([content.size, count, [...read.subarray(0, count)]]).toEqual([model.length, model.length, model]);
        }
      }),
    );
  });
});
