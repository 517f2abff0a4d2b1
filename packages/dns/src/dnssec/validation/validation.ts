/** What a validator is asked, and what it says. */

import type { ExtendedErrorData } from "../../wire/edns/extended-error.js";
import type { Message } from "../../wire/message.js";
import type { Question } from "../../wire/question.js";

/**
 * What DNSSEC says of a response (RFC 4033 §5, RFC 4035 §4.3):
 *
 * - `"secure"`: every part of it is signed, by a chain of keys that begins at a trust anchor.
 * - `"insecure"`: it is proven that the zone isn't signed, or only with what isn't supported.
 * - `"bogus"`: it should be signed, and isn't as it should. Somebody has changed it, or the zone is broken.
 * - `"indeterminate"`: nobody says whether it should be signed: there is no trust anchor above it.
 */
export type ValidationStatus = "secure" | "insecure" | "bogus" | "indeterminate";

/** What came out of a validation. */
export interface Validation {
  readonly status: ValidationStatus;
  /** Why, for the client (RFC 8914). Empty for what is secure. */
  readonly errors: readonly ExtendedErrorData[];
  /** Seconds that the response may be cached at most, by its signatures (RFC 4035 §5.3.3). Only for what is secure. */
  readonly ttl?: number | undefined;
}

/**
 * `DNSSECValidator.validate(response, fetch)`. `response` is a whole answer: the aliases and what they lead to in the answer section, and in the
 * authority section SOA, NSEC and NSEC3 records, each with its signatures: those of denials, and those of answers that were made of
 * wildcards, of every zone that the aliases led through.
 */
export type ValidateResponse = (response: Message, fetch: FetchRecords) => Promise<Validation>;

/**
 * Gets the response to a question that comes up while another is validated, for DNSKEY or DS records. It isn't checked, but has all that is
 * needed to check it: RRSIG, and NSEC or NSEC3 records in the authority section of a negative response. What it rejects with is what
 * `validate` rejects with.
 */
export type FetchRecords = (question: Question) => PromiseLike<Message>;
