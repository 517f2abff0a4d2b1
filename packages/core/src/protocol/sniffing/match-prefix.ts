import { asBuffer } from "../../wire/as-buffer.js";
import type { Matcher } from "./matcher.js";

/**
 * Matches what begins with one of `prefixes`.
 * @throws {RangeError} where there is none, or an empty one, which everything begins with.
 */
export function matchPrefix(...prefixes: readonly (string | Uint8Array)[]): Matcher {
  const beginnings = prefixes.map((prefix) => (typeof prefix === "string" ? Buffer.from(prefix) : asBuffer(prefix)));
  if (beginnings.length === 0 || beginnings.some((beginning) => beginning.length === 0)) {
    throw new RangeError("A prefix must not be empty.");
  }
  return (bytes) => {
    let answer: "no" | "more" = "no";
    for (const beginning of beginnings) {
      const size = Math.min(beginning.length, bytes.length);
      if (beginning.compare(bytes, 0, size, 0, size) !== 0) continue;
      if (size === beginning.length) return "yes";
      answer = "more";
    }
    return answer;
  };
}
