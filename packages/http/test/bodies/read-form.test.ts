import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { type ReadFormOptions, readForm } from "../../src/bodies/read-form.js";
import { post } from "./post.js";

const FORM = "application/x-www-form-urlencoded";

function read(body: Uint8Array | string, options: ReadFormOptions = {}, type = FORM): Promise<unknown> {
  return post(type, body, async (request) => [...(await readForm(request, options))]);
}

describe("readForm", () => {
  it("reads fields in order, repeated ones too", async () => {
    expect(await read("a=1&b=%C3%A9+x&a=2&c")).toEqual([
      ["a", "1"],
      ["b", "é x"],
      ["a", "2"],
      ["c", ""],
    ]);
    expect(await read("")).toEqual([]);
  });

  it("reads back whatever a form can hold", async () => {
    const pairs = fc.array(fc.tuple(fc.string(), fc.string()), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(pairs, async (fields) => {
        expect(await read(new URLSearchParams(fields).toString())).toEqual(fields);
      }),
      { numRuns: 50 },
    );
  });

  it("keeps a question mark at the start", async () => {
    expect(await read("?a=1")).toEqual([["?a", "1"]]);
  });

  it("takes __proto__ for a name like any other", async () => {
    expect(await read("__proto__=1")).toEqual([["__proto__", "1"]]);
  });

  it("answers 415 for another type and 400 for what isn't UTF-8", async () => {
    expect(await read("a=1", {}, "text/plain")).toBe(415);
    expect(await read(Buffer.from([0xff]))).toBe(400);
  });

  it("answers 413 over the number of fields and over the size", async () => {
    expect(await read("a&b", { maxFields: 2 })).toHaveLength(2);
    expect(await read("a&b&", { maxFields: 2 })).toBe(413);
    expect(await read("&".repeat(1000))).toBe(413);
    expect(await read("abc", { maxBytes: 2 })).toBe(413);
  });
});
