import { describe, expect, it } from "@jest/globals";
import { negotiateEncoding, parseQValue } from "../../src/wire/accept-encoding.js";

describe("negotiateEncoding", () => {
  it.each([
    [undefined, "identity"],
    ["", "identity"],
    ["gzip, deflate, br", "br"],
    ["gzip;q=1, br;q=0.5", "gzip"],
    ["GZIP", "gzip"],
    ["x-gzip", "gzip"],
    ["*", "br"],
    ["*;q=0.5, br;q=0", "gzip"],
    ["br;q=0, gzip;q=0", "identity"],
    ["identity, gzip;q=0.5", "identity"],
    ["gzip;q=0.5, identity;q=0.5", "gzip"],
    ["identity;q=0", undefined],
    ["*;q=0", undefined],
    ["*;q=0, identity;q=0.1", "identity"],
    ["zstd", "identity"],
    ["gzip;q=2", "identity"],
    ["gzip;q=abc", "identity"],
    ["gzip;", "gzip"],
  ])("answers %j with %p", (value, expected) => {
    expect(negotiateEncoding(value, ["br", "gzip"])).toBe(expected);
  });

  it("reads 32 members and no more", () => {
    expect(negotiateEncoding(`${"x,".repeat(31)}gzip`, ["gzip"])).toBe("gzip");
    expect(negotiateEncoding(`${"x,".repeat(32)}gzip`, ["gzip"])).toBe("identity");
  });
});

describe("parseQValue", () => {
  it("reads up to three decimals, and takes anything else for 0", () => {
    expect(["0", "0.", "0.5", "0.123", "1", "1.000"].map(parseQValue)).toEqual([0, 0, 0.5, 0.123, 1, 1]);
    expect(["", "1.1", "0.1234", "-1", "1e0", ".5", " 1"].map(parseQValue)).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });
});
