import { DNSError } from "../wire/dns-error.js";

/** What a `SIG0Error` is about. */
export type SIG0ErrorCode = "SIG0_MISSING" | "SIG0_BADKEY" | "SIG0_BADTIME" | "SIG0_BADSIG";

/** A message whose SIG(0) doesn't hold, or that has none where it should. A server answers with REFUSED or NOTAUTH. */
export class SIG0Error extends DNSError {
  declare readonly code: SIG0ErrorCode;

  constructor(message: string, code: SIG0ErrorCode) {
    super(message, { code });
  }
}
