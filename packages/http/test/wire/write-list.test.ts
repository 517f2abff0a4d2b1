import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { WriteList } from "../../src/wire/write-list.js";

/** Drains `list`: what came out, and in how many calls. */
function drain(list: WriteList): { bytes: Buffer; calls: number } {
  const out: Uint8Array[] = [];
  let calls = 0;
  list.drainTo({
    write: (data, encoding) => {
      calls++;
      out.push(typeof data === "string" ? Buffer.from(data, encoding) : data);
      return true;
    },
    writeSequence: (chunks) => {
      calls++;
      out.push(...chunks);
      return true;
    },
  });
  return { bytes: Buffer.concat(out), calls };
}

describe("WriteList", () => {
  it("keeps the order of whatever is added, and writes it with one call", () => {
    const part = fc.oneof(
      fc.uint8Array({ maxLength: 20 }),
      fc.integer({ min: 7000, max: 10_000 }).map((size) => Buffer.alloc(size, size)),
      fc.constant(Buffer.alloc(70_000, "z")),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(part, fc.constantFrom("text", "bytes", "list")), { maxLength: 12 }), (parts) => {
        const list = new WriteList();
        for (const [bytes, how] of parts) {
          const text = Buffer.from(bytes).toString("latin1");
          if (how === "text") list.appendText(text);
          else if (how === "bytes") list.appendBytes(bytes);
          else {
            const other = new WriteList();
            other.appendText(text);
            other.appendBytes(bytes);
            list.appendList(other);
            expect(other.byteLength).toBe(0);
          }
        }
        const expected = Buffer.concat(parts.flatMap(([bytes, how]) => (how === "list" ? [bytes, bytes] : [bytes])));
        expect(list.byteLength).toBe(expected.length);
        const { bytes, calls } = drain(list);
        expect(bytes.equals(expected)).toBe(true);
        expect(calls).toBe(expected.length === 0 ? 0 : 1);
        expect(list.byteLength).toBe(0);
      }),
    );
  });

  it("doesn't copy large bodies", () => {
    const list = new WriteList();
    const body = Buffer.alloc(10_000);
    list.appendText("head");
    list.appendBytes(body);
    let last: Uint8Array | undefined;
    list.drainTo({
      write: () => true,
      writeSequence: (chunks) => {
        last = chunks.at(-1);
        return false;
      },
    });
    expect(last).toBe(body);
  });
});
