import { ExtendedErrorCode } from "../../wire/edns/extended-error.js";
import { BogusError } from "./bogus-error.js";
import type { ValidationLimits } from "./validation-limits.js";

/**
 * What the validation of one response may still cost. A zone's owner decides how many keys have the same tag, how many signatures there
 * are and how often names are hashed; without a budget one response keeps a resolver busy for hours (KeyTrap). Each method throws a
 * `BogusError` once its budget is spent.
 */
export class ValidationBudget {
  readonly limits: ValidationLimits;
  #verifications = 0;
  #failures = 0;
  #hashes = 0;
  #fetches = 0;

  constructor(limits: ValidationLimits) {
    this.limits = limits;
  }

  /** How many signatures were verified. */
  get verifications(): number {
    return this.#verifications;
  }

  /** Before a signature is verified. */
  spendVerification(): void {
    if (this.#failures >= this.limits.maxFailedVerifications) throw overBudget("too many signatures are wrong");
    if (this.#verifications >= this.limits.maxVerifications) throw overBudget("too many signatures to verify");
    this.#verifications += 1;
  }

  /** After it was found to be wrong. */
  countFailure(): void {
    this.#failures += 1;
  }

  /** Before a name is hashed. */
  spendHash(): void {
    if (this.#hashes >= this.limits.maxNSEC3Hashes) throw overBudget("too many names to hash");
    this.#hashes += 1;
  }

  /** Before something is fetched. */
  spendFetch(): void {
    if (this.#fetches >= this.limits.maxFetches) throw overBudget("too many keys to fetch");
    this.#fetches += 1;
  }
}

function overBudget(what: string): BogusError {
  return new BogusError(what, ExtendedErrorCode.OTHER);
}
