import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parseChallenges } from "../../../src/client/auth/parse-challenges.js";

const read = (field: string): unknown[] =>
  parseChallenges(field).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)]);

describe("parseChallenges", () => {
  it("reads the example of RFC 9110 §11.6.1, with commas of both kinds", () => {
    expect(read('Basic realm="simple", Newauth realm="apps", type=1, title="Login to \\"apps\\""')).toEqual([
      ["basic", { realm: "simple" }],
      ["newauth", { realm: "apps", type: "1", title: 'Login to "apps"' }],
    ]);
  });

  it("reads schemes without parameters, and drops a token68", () => {
    expect(read("Negotiate, NTLM TlRMTVNTUAAB==, Bearer , Basic realm=x")).toEqual([
      ["negotiate", {}],
      ["ntlm", {}],
      ["bearer", {}],
      ["basic", { realm: "x" }],
    ]);
  });

  it("takes the first of a repeated parameter, and stops at what it can't understand", () => {
    expect(read('Basic realm="a", realm="b", x="unfinished')).toEqual([["basic", { realm: "a" }]]);
    expect(read("=, Basic")).toEqual([]);
  });

  it("reads anything in linear time and a bounded number of challenges", () => {
    fc.assert(
      fc.property(fc.string(), (field) => {
        expect(parseChallenges(field).length).toBeLessThanOrEqual(64);
      }),
    );
    expect(parseChallenges("a, ".repeat(20_000))).toHaveLength(64);
    expect(parseChallenges(`a ${"=".repeat(65_536)}`).length).toBeLessThanOrEqual(64);
  });
});
