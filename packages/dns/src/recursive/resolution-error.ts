import { TwistError } from "@twist/core";
import { ExtendedErrorCode } from "../wire/edns/extended-error.js";

/** Why a resolution failed, as a stable identifier. */
export type ResolutionErrorCode =
  /** It would take more queries than the limit allows. */
  | "QUERY_BUDGET"
  /** It takes more time than the limit allows. */
  | "TIMEOUT"
  /** No server of the zone could be reached. */
  | "UNREACHABLE"
  /** Servers of the zone were reached, and none gave an answer that could be used. */
  | "NO_USABLE_ANSWER"
  /** An alias leads back to itself, or too many follow each other. */
  | "ALIAS_CHAIN"
  /** Too many referrals follow each other, or servers are needed to find each other. */
  | "DELEGATION_CHAIN"
  /** The same question has failed a moment ago. */
  | "CACHED_FAILURE"
  /** More resolutions are going on than the limit allows. */
  | "TOO_MANY_RESOLUTIONS"
  /** DNSSEC says that the answer isn't true. */
  | "BOGUS"
  /** The resolver was closed. */
  | "CLOSED";

const extendedErrors: Readonly<Record<ResolutionErrorCode, number>> = {
  QUERY_BUDGET: ExtendedErrorCode.OTHER,
  TIMEOUT: ExtendedErrorCode.NO_REACHABLE_AUTHORITY,
  UNREACHABLE: ExtendedErrorCode.NO_REACHABLE_AUTHORITY,
  NO_USABLE_ANSWER: ExtendedErrorCode.NO_REACHABLE_AUTHORITY,
  ALIAS_CHAIN: ExtendedErrorCode.OTHER,
  DELEGATION_CHAIN: ExtendedErrorCode.OTHER,
  CACHED_FAILURE: ExtendedErrorCode.CACHED_ERROR,
  TOO_MANY_RESOLUTIONS: ExtendedErrorCode.NOT_READY,
  BOGUS: ExtendedErrorCode.DNSSEC_BOGUS,
  CLOSED: ExtendedErrorCode.NOT_READY,
};

/** A name could not be resolved. */
export class ResolutionError extends TwistError {
  declare readonly code: ResolutionErrorCode;

  constructor(code: ResolutionErrorCode, message: string, cause?: unknown) {
    super(message, { code, cause });
  }

  /** The reason for the client: one of `ExtendedErrorCode` (RFC 8914). */
  get infoCode(): number {
    return extendedErrors[this.code];
  }
}
