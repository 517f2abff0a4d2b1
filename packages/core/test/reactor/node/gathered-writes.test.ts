import { Writable } from "node:stream";
import { describe, expect, it } from "@jest/globals";
import { GatheredWrites } from "../../../src/reactor/node/gathered-writes.js";

/** A stream that takes several chunks at a time, or one by one, and what it has taken each time. */
function writable(gathers: boolean): { stream: Writable; taken: Uint8Array[][] } {
  const taken: Uint8Array[][] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      taken.push([chunk]);
      done();
    },
    ...(gathers && {
      writev(chunks, done) {
        taken.push(chunks.map(({ chunk }) => chunk as Buffer));
        done();
      },
    }),
  });
  return { stream, taken };
}

function flush(stream: Writable, chunks: readonly (Uint8Array | string)[]): void {
  const writes = new GatheredWrites();
  for (const chunk of chunks) writes.add(chunk);
  writes.flushTo(stream);
  expect(writes.isIdle).toBe(true);
}

const large = Buffer.alloc(10_000, "x");

describe("GatheredWrites", () => {
  it("copies small chunks into one", () => {
    const { stream, taken } = writable(true);
    flush(stream, [Buffer.from("a"), "b", Buffer.from("c")]);
    expect(taken).toEqual([[Buffer.from("abc")]]);
  });

  it("hands large ones over as they are, at once", () => {
    const { stream, taken } = writable(true);
    flush(stream, [large, "end"]);
    expect(taken).toEqual([[large, Buffer.from("end")]]);
    expect(taken[0]?.[0]).toBe(large);
  });

  it("copies those, too, for a stream that would take them one by one", () => {
    const { stream, taken } = writable(false);
    flush(stream, [large, "end"]);
    expect(taken).toEqual([[Buffer.concat([large, Buffer.from("end")])]]);
  });
});
