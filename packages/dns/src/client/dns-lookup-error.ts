import { DNSLookupError as CoreDNSLookupError } from "@twist/core";
import type { DNSExchangeError, DNSExchangeErrorCode } from "../exchange/dns-exchange-error.js";
import { ExtendedError, type ExtendedErrorData } from "../wire/edns/extended-error.js";
import type { Message } from "../wire/message.js";
import { Rcode, rcodeText } from "../wire/rcode.js";

/** Why a look-up has no result, as a stable identifier. */
export type DNSLookupErrorCode =
  /** There is no such name. */
  | "NXDOMAIN"
  /** There is the name, but it has no such records. */
  | "NODATA"
  /** The server could not find out; `extendedErrors` may say why. */
  | "SERVFAIL"
  | "REFUSED"
  | "FORMERR"
  | "NOTIMP"
  /** It answered with another error: see `rcode`. */
  | "ERROR_RCODE"
  /** No server answered in time. */
  | "TIMEOUT"
  /** No server can be reached. */
  | "UNREACHABLE"
  /** The answer contradicts itself: aliases in a circle, records that can't be read. */
  | "BAD_ANSWER"
  /** All addresses are private ones, which a public name must not have. */
  | "PRIVATE_ADDRESS"
  /** The resolver was closed. */
  | "CLOSED"
  /** What was to be looked up is no name. */
  | "BAD_NAME";

/** What a `DNSLookupError` takes besides its message. */
export interface DNSLookupErrorOptions {
  readonly code: DNSLookupErrorCode;
  readonly rcode?: number | undefined;
  readonly extendedErrors?: readonly ExtendedErrorData[];
  readonly cause?: unknown;
}

/**
 * A name could not be looked up; `code` says why. NXDOMAIN and NODATA are answers, and will be the same for a while; after SERVFAIL, TIMEOUT and
 * UNREACHABLE another try may do better. It is one of core's errors of that name too, so that endpoints may fail with it.
 */
export class DNSLookupError extends CoreDNSLookupError {
  declare readonly code: DNSLookupErrorCode;
  /** The server's RCODE, where one answered: one of `Rcode`. */
  readonly rcode: number | undefined;
  /** What the server said beside that (RFC 8914). The texts are the server's own: sanitise them before they are shown. */
  readonly extendedErrors: readonly ExtendedErrorData[];

  constructor(message: string, options: DNSLookupErrorOptions) {
    super(message, { code: options.code, cause: options.cause });
    this.rcode = options.rcode;
    this.extendedErrors = options.extendedErrors ?? [];
  }

  /** That `what` wasn't found, as `response` has it. */
  static fromResponse(what: string, response: Message): DNSLookupError {
    const { rcode } = response;
    const extendedErrors = extendedErrorsOf(response);
    return new DNSLookupError(`${what}: ${texts.get(rcode) ?? `the server answered ${rcodeText(rcode)}`}`, {
      code: codes.get(rcode) ?? "ERROR_RCODE",
      rcode,
      extendedErrors,
    });
  }

  /** That `what` could not be asked for. */
  static fromExchange(what: string, error: DNSExchangeError): DNSLookupError {
    const code = exchangeCodes.get(error.code) ?? "UNREACHABLE";
    return new DNSLookupError(`${what}: ${error.message}`, { code, cause: error });
  }
}

const codes = new Map<number, DNSLookupErrorCode>([
  [Rcode.NOERROR, "NODATA"],
  [Rcode.FORMERR, "FORMERR"],
  [Rcode.SERVFAIL, "SERVFAIL"],
  [Rcode.NXDOMAIN, "NXDOMAIN"],
  [Rcode.NOTIMP, "NOTIMP"],
  [Rcode.REFUSED, "REFUSED"],
]);

const exchangeCodes = new Map<DNSExchangeErrorCode, DNSLookupErrorCode>([
  ["TIMEOUT", "TIMEOUT"],
  ["BAD_RESPONSE", "BAD_ANSWER"],
  ["BAD_SIGNATURE", "BAD_ANSWER"],
  ["MISMATCH", "BAD_ANSWER"],
  ["CLOSED", "CLOSED"],
]);

const texts = new Map<number, string>([
  [Rcode.NOERROR, "there are no such records"],
  [Rcode.SERVFAIL, "the server could not find out"],
  [Rcode.NXDOMAIN, "there is no such name"],
  [
    Rcode.REFUSED,
    "the server refuses to answer us; it may serve other networks only, or not look up names for others at all",
  ],
]);

function extendedErrorsOf({ edns }: Message): ExtendedErrorData[] {
  try {
    return edns?.getAll(ExtendedError) ?? [];
  } catch {
    // What a server says beside its answer may be broken; the answer counts all the same.
    return [];
  }
}
