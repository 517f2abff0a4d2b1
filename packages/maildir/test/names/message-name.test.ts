import { describe, expect, it } from "@jest/globals";
import { Clock } from "@twist/core/testing";
import fc from "fast-check";
import {
  formatFlagLetters,
  parseFlagLetters,
  parseKnownFlagLetters,
  systemFlagBit,
} from "../../src/names/flag-mask.js";
import { baseLength, compareArrival, sizeInName, withSizes } from "../../src/names/message-name.js";
import { UniqueNames } from "../../src/names/unique-names.js";

describe("names of messages", () => {
  it("tell sizes", () => {
    expect(withSizes("1.M2P3.host", 10, 12)).toBe("1.M2P3.host,S=10,W=12");
    expect(sizeInName("1.M2P3.host,S=10,W=12", "S")).toBe(10);
    expect(sizeInName("1.M2P3.host,S=10,W=12", "W")).toBe(12);
    expect(sizeInName("1.M2P3.host,S=10", "W")).toBeUndefined();
    expect(sizeInName("1.M2P3.host,S=1x", "S")).toBeUndefined();
    expect(sizeInName("1.M2P3.host,S=", "S")).toBeUndefined();
    expect(sizeInName("1.M2P3.host,S=99999999999999999999", "S")).toBeUndefined();
  });

  it("begin with a base that ends at the colon", () => {
    expect(baseLength("1.2.host:2,S")).toBe(8);
    expect(baseLength("1.2.host")).toBe(8);
  });

  it("sort by arrival, whoever wrote them", () => {
    const names = ["10.M2P1.h", "9.M9P1.h", "10.M10P1.h", "10.M2P0.h", "x"];
    expect([...names].sort(compareArrival).slice(0, 4)).toEqual(["9.M9P1.h", "10.M2P0.h", "10.M2P1.h", "10.M10P1.h"]);
  });
});

describe("UniqueNames", () => {
  it("never gives a name twice, and each sorts behind the last, though the clock stands still", () => {
    const names = new UniqueNames(new Clock(), "host");
    const given = Array.from({ length: 5000 }, () => names.next());
    expect(new Set(given).size).toBe(5000);
    expect([...given].sort(compareArrival)).toEqual(given);
  });

  it("keeps two makers in one process apart", () => {
    const clock = new Clock();
    const left = new UniqueNames(clock, "host");
    const right = new UniqueNames(clock, "host");
    expect(left.next()).not.toBe(right.next());
  });

  it("escapes a host that would break names", () => {
    const name = new UniqueNames(new Clock(), "a/b:c,d é\0").next();
    expect(name).toMatch(/\.a\\057b\\072c\\054d\\040_\\000$/);
    expect(name).not.toMatch(/[/:,\0]/);
  });
});

describe("flags", () => {
  it("come back from their letters", () => {
    fc.assert(
      fc.property(fc.nat(0xffff_ffff), (mask) => {
        expect(parseFlagLetters(formatFlagLetters(mask))).toBe(mask);
      }),
    );
    expect(formatFlagLetters(0xffff_ffff)).toBe("DFPRSTabcdefghijklmnopqrstuvwxyz");
  });

  it("are odd in another order, or with letters that nobody knows", () => {
    expect(parseFlagLetters("SR")).toBeUndefined();
    expect(parseFlagLetters("SX")).toBeUndefined();
    expect(parseFlagLetters("SS")).toBeUndefined();
    expect(parseKnownFlagLetters("XSRS")).toBe(systemFlagBit("\\Seen") | systemFlagBit("\\Answered"));
  });
});
