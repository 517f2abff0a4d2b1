import { TwistError } from "@twist/core";
import { Rcode, rcodeText } from "../wire/rcode.js";

/** Why an update wasn't made, as a stable identifier. */
export type UpdateErrorCode =
  /** What it presupposes isn't so: `rcode` is YXDOMAIN, YXRRSET, NXDOMAIN or NXRRSET. */
  | "PREREQUISITE_FAILED"
  /** The server says no for another reason. */
  | "UPDATE_REFUSED";

const prerequisiteRcodes: ReadonlySet<number> = new Set([Rcode.YXDOMAIN, Rcode.YXRRSET, Rcode.NXDOMAIN, Rcode.NXRRSET]);

/** A server didn't make an update; nothing of it was made. */
export class UpdateError extends TwistError {
  declare readonly code: UpdateErrorCode;
  /** The server's answer: one of `Rcode`. */
  readonly rcode: number;

  constructor(rcode: number) {
    const isPrerequisite = prerequisiteRcodes.has(rcode);
    super(
      isPrerequisite
        ? `the zone isn't as the update presupposes: ${rcodeText(rcode)}`
        : `the server refuses the update: ${rcodeText(rcode)}`,
      { code: isPrerequisite ? "PREREQUISITE_FAILED" : "UPDATE_REFUSED" },
    );
    this.rcode = rcode;
  }
}
