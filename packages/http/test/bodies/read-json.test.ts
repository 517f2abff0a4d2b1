import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { readJSON } from "../../src/bodies/read-json.js";
import { post } from "./post.js";

const JSON_TYPE = "application/json";

describe("readJSON", () => {
  it("reads JSON, whatever it is", async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        const text = JSON.stringify(value);
        fc.pre(!text.includes("__proto__"));
        expect(await post(JSON_TYPE, text, readJSON)).toEqual(JSON.parse(text));
      }),
      { numRuns: 50 },
    );
  });

  it("takes types that end in +json, and parameters", async () => {
    expect(await post("Application/LD+JSON", "1", readJSON)).toBe(1);
    expect(await post("application/json ; charset=utf-8", "1", readJSON)).toBe(1);
  });

  it("answers 415 for any other type, and for none", async () => {
    for (const type of [
      "text/plain",
      "application/jsonp",
      "application/json text/plain",
      "text/plain;application/json",
      "json",
      undefined,
    ])
      expect(await post(type, "1", readJSON)).toBe(415);
    expect(await post("application/json; a=b; =", "1", readJSON)).toBe(415);
  });

  it("answers 400 for what isn't JSON or isn't UTF-8", async () => {
    expect(await post(JSON_TYPE, "{", readJSON)).toBe(400);
    expect(await post(JSON_TYPE, "", readJSON)).toBe(400);
    expect(await post(JSON_TYPE, Buffer.from([0x22, 0xff, 0x22]), readJSON)).toBe(400);
  });

  it("answers 413 over the limit", async () => {
    const read = (maxBytes: number) => (request: Parameters<typeof readJSON>[0]) => readJSON(request, { maxBytes });
    expect(await post(JSON_TYPE, '"ab"', read(4))).toBe("ab");
    expect(await post(JSON_TYPE, '"abc"', read(4))).toBe(413);
    expect(await post(JSON_TYPE, `"${"a".repeat(1024 * 1024)}"`, readJSON)).toBe(413);
  });

  it("refuses members that reach a prototype, however they are spelled", async () => {
    for (const text of [
      '{"__proto__":{"a":1}}',
      '[{"b":{"__proto__":null}}]',
      String.raw`{"\u005f_proto__":{}}`,
      '{"constructor":{"prototype":{"a":1}}}',
    ])
      expect(await post(JSON_TYPE, text, readJSON)).toBe(400);
    expect(await post(JSON_TYPE, '["__proto__",{"constructor":"Ford"}]', readJSON)).toEqual([
      "__proto__",
      { constructor: "Ford" },
    ]);
  });

  it("walks JSON of any depth without recursion", async () => {
    const depth = 200_000;
    const text = `${"[".repeat(depth)}"__proto__"${"]".repeat(depth)}`;
    expect(await post(JSON_TYPE, text, async (request) => Array.isArray(await readJSON(request)))).toBe(true);
  });
});
