import { describe, expect, it } from "@jest/globals";
import { evaluatePreconditions, rangeIsCurrent } from "../../src/static/preconditions.js";
import { Headers } from "../../src/wire/headers.js";

const NOW = Date.UTC(2026, 0, 2);
const MODIFIED = Date.UTC(2026, 0, 1, 12, 0, 0, 500);
const SAME = "Thu, 01 Jan 2026 12:00:00 GMT";
const EARLIER = "Thu, 01 Jan 2026 11:59:59 GMT";
const strong = { etag: { weak: false, opaque: "x" }, modifiedMs: MODIFIED };
const weak = { etag: { weak: true, opaque: "x" }, modifiedMs: MODIFIED };

describe("preconditions, in the order of RFC 9110 §13.2.2", () => {
  it.each([
    [{}, undefined],
    [{ "If-Match": '"x"' }, undefined],
    [{ "If-Match": "*" }, undefined],
    [{ "If-Match": '"y", "x"' }, undefined],
    [{ "If-Match": '"y"' }, 412],
    [{ "If-Match": 'W/"x"' }, 412],
    [{ "If-Match": "nonsense" }, 412],
    [{ "If-Unmodified-Since": SAME }, undefined],
    [{ "If-Unmodified-Since": EARLIER }, 412],
    [{ "If-Unmodified-Since": "nonsense" }, undefined],
    [{ "If-None-Match": '"x"' }, 304],
    [{ "If-None-Match": 'W/"x"' }, 304],
    [{ "If-None-Match": "*" }, 304],
    [{ "If-None-Match": '"y"' }, undefined],
    [{ "If-Modified-Since": SAME }, 304],
    [{ "If-Modified-Since": EARLIER }, undefined],
    [{ "If-Modified-Since": "nonsense" }, undefined],
    // If-Match goes before If-Unmodified-Since, If-None-Match before If-Modified-Since, and the first pair before the second.
    [{ "If-Match": '"x"', "If-Unmodified-Since": EARLIER }, undefined],
    [{ "If-None-Match": '"y"', "If-Modified-Since": SAME }, undefined],
    [{ "If-Match": '"y"', "If-None-Match": '"x"' }, 412],
    [{ "If-Match": '"x"', "If-None-Match": '"x"' }, 304],
  ])("answer %j with %s", (fields, expected) => {
    expect(evaluatePreconditions(new Headers(fields as Record<string, string>), strong, NOW)).toBe(expected);
  });

  it("compare weakly for If-None-Match and strongly for If-Match", () => {
    expect(evaluatePreconditions(new Headers({ "If-None-Match": '"x"' }), weak, NOW)).toBe(304);
    expect(evaluatePreconditions(new Headers({ "If-Match": 'W/"x"' }), weak, NOW)).toBe(412);
  });
});

describe("If-Range", () => {
  it("lets a range through with the present strong validator only", () => {
    expect(rangeIsCurrent(undefined, strong, NOW)).toBe(true);
    expect(rangeIsCurrent('"x"', strong, NOW)).toBe(true);
    expect(rangeIsCurrent('"y"', strong, NOW)).toBe(false);
    expect(rangeIsCurrent('W/"x"', weak, NOW)).toBe(false);
    expect(rangeIsCurrent(SAME, strong, NOW)).toBe(true);
    expect(rangeIsCurrent(EARLIER, strong, NOW)).toBe(false);
    expect(rangeIsCurrent(SAME, strong, MODIFIED + 500)).toBe(false);
    expect(rangeIsCurrent("nonsense", strong, NOW)).toBe(false);
  });
});
