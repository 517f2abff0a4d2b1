import { TwistError } from "@twist/core";
import type { Name } from "../wire/name.js";

/** Records that make no zone together; code `"BAD_ZONE"`. */
export class ZoneError extends TwistError {
  readonly origin: Name;
  /** All that is wrong, each in a sentence's words. At least one. */
  readonly problems: readonly string[];

  constructor(origin: Name, problems: readonly string[]) {
    const [first = "it is broken", ...others] = problems;
    const more = others.length === 0 ? "" : ` (and ${String(others.length)} more)`;
    super(`The zone ${origin.toString()} can't be used: ${first}${more}.`, { code: "BAD_ZONE" });
    this.origin = origin;
    this.problems = problems;
  }
}
