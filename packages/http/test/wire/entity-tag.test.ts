import { describe, expect, it } from "@jest/globals";
import { formatEntityTag, parseEntityTag, parseEntityTags, strongMatch, weakMatch } from "../../src/wire/entity-tag.js";

const strong = { weak: false, opaque: "1" };
const weak = { weak: true, opaque: "1" };

describe("entity tags", () => {
  it("are read and written, weak and strong", () => {
    for (const text of ['""', '"abc"', 'W/"a\\b,c\xff"']) {
      const tag = parseEntityTag(text);
      expect(tag && formatEntityTag(tag)).toBe(text);
    }
  });

  it.each(["", "abc", '"', '"a', 'a"', '"a"b"', 'w/"a"', "W/", '"a b"', '"\x7f"', '"✓"'])(
    "aren't read from %j",
    (text) => {
      expect(parseEntityTag(text)).toBeUndefined();
    },
  );

  it("are compared as RFC 9110 §8.8.3.2 says", () => {
    expect([strongMatch(strong, strong), strongMatch(strong, weak), strongMatch(weak, weak)]).toEqual([
      true,
      false,
      false,
    ]);
    expect([weakMatch(strong, weak), weakMatch(weak, weak), weakMatch(strong, { weak: false, opaque: "2" })]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it("are read from lists, in which a comma or a backslash in a tag means nothing", () => {
    expect(parseEntityTags("*")).toBe("*");
    expect(parseEntityTags(' "a,b" ,, W/"1","c\\"')).toEqual([
      { weak: false, opaque: "a,b" },
      weak,
      { weak: false, opaque: "c\\" },
    ]);
  });

  it.each(["", ",", "a", '"a" "b"', '"a", *', '*, "a"', '"a', '"a";'])("aren't read from the list %j", (value) => {
    expect(parseEntityTags(value)).toBeUndefined();
  });
});
