import { describe, expect, it } from "@jest/globals";
import { MemorySessionStore } from "../../src/sessions/memory-session-store.js";

function at(ms: number, json = "{}"): { json: string; createdAtMs: number; usedAtMs: number; expiresAtMs: number } {
  return { json, createdAtMs: ms, usedAtMs: ms, expiresAtMs: ms + 10 };
}

describe("MemorySessionStore", () => {
  it("keeps, changes and removes sessions", () => {
    const store = new MemorySessionStore();
    store.add("a", at(1));
    expect(store.update("a", '{"x":1}', { usedAtMs: 5, expiresAtMs: 15 })).toBe(true);
    expect(store.load("a")).toEqual({ json: '{"x":1}', createdAtMs: 1, usedAtMs: 5, expiresAtMs: 15 });
    store.touch("a", { usedAtMs: 6, expiresAtMs: 16 });
    expect(store.load("a")).toMatchObject({ json: '{"x":1}', usedAtMs: 6, expiresAtMs: 16 });
    store.delete("a");
    expect([store.load("a"), store.size, store.bytes]).toEqual([undefined, 0, 0]);
  });

  it("brings nothing back that is gone", () => {
    const store = new MemorySessionStore();
    store.touch("a", at(1));
    expect([store.update("a", "{}", at(1)), store.size]).toEqual([false, 0]);
  });

  it("removes what has expired as others come", () => {
    const store = new MemorySessionStore();
    for (let ms = 0; ms < 1000; ms++) {
      store.add(String(ms), at(ms));
      if (ms % 2 === 0) store.touch(String(ms), { usedAtMs: ms, expiresAtMs: ms + 10 });
    }
    expect(store.size).toBeLessThan(20);
  });

  it("drops what was used least lately where there are too many", () => {
    const store = new MemorySessionStore({ maxSessions: 3 });
    for (const key of ["a", "b", "c"]) {
      store.add(key, at(1));
      store.touch(key, at(1));
    }
    store.touch("a", at(2));
    store.add("d", at(2));
    store.touch("d", at(2));
    expect(["a", "b", "c", "d"].filter((key) => store.load(key) !== undefined)).toEqual(["a", "c", "d"]);
  });

  it("leaves new sessions a part of the room when all others are used", () => {
    const store = new MemorySessionStore({ maxSessions: 80 });
    for (let i = 0; i < 80; i++) {
      store.add(`used${String(i)}`, at(1));
      store.touch(`used${String(i)}`, at(1));
    }
    for (let i = 0; i < 1000; i++) store.add(`new${String(i)}`, at(1));
    expect(store.load("new999")).toBeDefined();
    expect(Array.from({ length: 80 }, (_, i) => store.load(`used${String(i)}`)).filter(Boolean).length).toBeGreaterThan(
      65,
    );
  });

  it("keeps to a number of bytes, whoever takes them", () => {
    const store = new MemorySessionStore({ maxBytes: 100_000 });
    store.add("user", at(1));
    store.touch("user", at(1));
    for (let i = 0; i < 1000; i++) {
      store.add(`large${String(i)}`, at(1, "x".repeat(2000)));
      expect(store.bytes).toBeLessThanOrEqual(100_000);
    }
    expect([store.size > 10, store.load("user") !== undefined]).toEqual([true, true]);
    store.add("huge", at(1, "x".repeat(100_000)));
    expect(store.load("huge")).toBeUndefined();
  });

  it("refuses limits that make no sense", () => {
    expect(() => new MemorySessionStore({ maxSessions: 0 })).toThrow(RangeError);
    expect(() => new MemorySessionStore({ maxBytes: Number.NaN })).toThrow(RangeError);
  });
});
