/** Steps that several mechanisms take. */

import { SASLError } from "./sasl-error.js";

/** A step that ends the exchange. */
export interface FailedStep {
  readonly type: "failed";
  readonly error: SASLError;
}

/** What came isn't what the mechanism calls for: `what` goes on after "The SASL message ". */
export function malformedStep(what: string): FailedStep {
  return { type: "failed", error: new SASLError("SASL_MALFORMED", `The SASL message ${what}.`) };
}

/** The credentials weren't good. */
export function refusedStep(): FailedStep {
  return { type: "failed", error: new SASLError("SASL_REFUSED", "The login was refused.") };
}

/** A machine was called when its last step had called for something else: a mistake of its driver. */
export function outOfTurn(): TypeError {
  return new TypeError("the SASL mechanism's last step called for something else");
}
