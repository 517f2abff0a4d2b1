import { reactor, type ReactorTime } from "@twist/core";
import { DNSDecodeError } from "../../wire/dns-decode-error.js";
import { ExtendedErrorCode } from "../../wire/edns/extended-error.js";
import type { Message } from "../../wire/message.js";
import type { Name } from "../../wire/name.js";
import { Rcode } from "../../wire/rcode.js";
import type { ResourceRecord } from "../../wire/resource-record.js";
import { RRSIG } from "../../records/rrsig.js";
import { BogusError } from "./bogus-error.js";
import { ChainOfTrust } from "./chain-of-trust.js";
import { ResponseValidation } from "./response-validation.js";
import { ROOT_TRUST_ANCHORS } from "./root-trust-anchors.js";
import { TrustAnchors } from "./trust-anchors.js";
import type { FetchRecords, Validation } from "./validation.js";
import { ValidationBudget } from "./validation-budget.js";
import { type ValidationLimits, validationLimits } from "./validation-limits.js";
import { ZoneCache } from "./zone-cache.js";

/** What a `DNSSECValidator` is made of. */
export interface DNSSECValidatorOptions {
  /** DS or DNSKEY records of the zones that chains of trust begin at. @default ROOT_TRUST_ANCHORS */
  readonly trustAnchors?: Iterable<ResourceRecord> | undefined;
  /** Names at and below which nothing is validated, because the zone there is broken (RFC 7646). @default none */
  readonly negativeTrustAnchors?: Iterable<Name | string> | undefined;
  /** Changes to the limits. @default DEFAULT_VALIDATION_LIMITS */
  readonly limits?: Partial<ValidationLimits> | undefined;
  /** The time that signatures are compared with. @default that of `reactor` */
  readonly clock?: Pick<ReactorTime, "wallTime"> | undefined;
}

const indeterminate: Validation = { status: "indeterminate", errors: [] };

/**
 * Says whether responses are true, by the signatures that they come with (RFC 4035 §5, RFC 5155 §8, RFC 6840). What it has found out of the keys
 * of zones it keeps, within bounds. It asks nobody by itself: `fetch` gets what it needs.
 *
 *     const validator = new DNSSECValidator();
 *     const { status, errors } = await validator.validate(response, (question) => resolver.fetch(question));
 *
 * Secure means that every set of the answer section is, and the proof of what isn't there; other sets of the authority and the additional
 * section aren't looked at.
 */
export class DNSSECValidator {
  readonly limits: ValidationLimits;
  readonly #anchors: TrustAnchors;
  readonly #cache: ZoneCache;
  readonly #clock: Pick<ReactorTime, "wallTime">;

  /** @throws {TypeError} for a trust anchor that is none. @throws {RangeError} for a limit that is none. */
  constructor(options: DNSSECValidatorOptions = {}) {
    this.limits = validationLimits(options.limits);
    this.#anchors = new TrustAnchors(options.trustAnchors ?? ROOT_TRUST_ANCHORS, options.negativeTrustAnchors);
    this.#cache = new ZoneCache(this.limits);
    this.#clock = options.clock ?? reactor;
  }

  /** How many zones it knows the keys of, or that they aren't signed. */
  get knownZones(): number {
    return this.#cache.size;
  }

  /**
   * Validates a response (see `ValidateResponse`). Rejects only with what `fetch` rejects with, and with a `TypeError` for a message without a question.
   */
  async validate(response: Message, fetch: FetchRecords): Promise<Validation> {
    const [question] = response.question;
    if (question === undefined) throw new TypeError("the response has no question");
    const { rcode } = response;
    const isAnswer = rcode === Rcode.NOERROR || rcode === Rcode.NXDOMAIN || rcode === Rcode.YXDOMAIN;
    // Signatures aren't signed themselves.
    if (!isAnswer || question.type === RRSIG.code) return indeterminate;
    const chain = new ChainOfTrust({
      anchors: this.#anchors,
      cache: this.#cache,
      budget: new ValidationBudget(this.limits),
      fetch,
      nowMs: this.#clock.wallTime(),
      class: question.class,
    });
    try {
      return await new ResponseValidation(response, question, chain).run();
    } catch (error) {
      if (error instanceof BogusError) return bogus(error.infoCode, error.message);
      if (error instanceof DNSDecodeError) return bogus(ExtendedErrorCode.INVALID_DATA, "a record can't be read");
      throw error;
    }
  }

  /** Forgets what it knows of zones. */
  clear(): void {
    this.#cache.clear();
  }
}

function bogus(infoCode: number, extraText: string): Validation {
  return { status: "bogus", errors: [{ infoCode, extraText }] };
}
