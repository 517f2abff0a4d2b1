import { describe, expect, it } from "@jest/globals";
import { FileCache } from "../../src/static/file-cache.js";

describe("FileCache", () => {
  const entry = (value: string, bytes: number): { value: string; bytes: number; checkedAt: number } => ({
    value,
    bytes,
    checkedAt: 0,
  });

  it("drops what was used least lately when it is over its bytes", () => {
    const cache = new FileCache<string>(10);
    cache.set("a", entry("a", 4));
    cache.set("b", entry("b", 4));
    cache.touch("a");
    cache.set("c", entry("c", 4));
    expect(["a", "b", "c"].map((path) => cache.get(path)?.value)).toEqual(["a", undefined, "c"]);
    expect(cache.bytes).toBe(8);
  });

  it("counts an entry that replaces another once, and none that was deleted", () => {
    const cache = new FileCache<string>(10);
    cache.set("a", entry("a", 4));
    cache.set("a", entry("b", 6));
    expect(cache.bytes).toBe(6);
    cache.delete("a");
    cache.delete("a");
    cache.touch("a");
    expect(cache.bytes).toBe(0);
  });

  it("doesn't keep what is larger than all of it", () => {
    const cache = new FileCache<string>(10);
    cache.set("a", entry("a", 4));
    cache.set("b", entry("b", 11));
    expect(cache.get("b")).toBeUndefined();
    expect(cache.get("a")?.value).toBe("a");
  });
});
