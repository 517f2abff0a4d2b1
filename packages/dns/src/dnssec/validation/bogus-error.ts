import { TwistError } from "@twist/core";
import { ExtendedErrorCode } from "../../wire/edns/extended-error.js";

/** Why something is bogus; code `"DNSSEC_BOGUS"`. It ends a validation, and doesn't leave the validator. */
export class BogusError extends TwistError {
  /** One of `ExtendedErrorCode`. */
  readonly infoCode: number;

  constructor(message: string, infoCode: number = ExtendedErrorCode.DNSSEC_BOGUS) {
    super(message, { code: "DNSSEC_BOGUS" });
    this.infoCode = infoCode;
  }
}
