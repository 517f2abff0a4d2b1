import { ProtocolError } from "@twist/core/wire";

/** What went wrong, as a stable identifier. Once released a code is never renamed. */
export type DNSErrorCode =
  | "DNS_ERROR"
  | "BAD_NAME"
  | "BAD_TEXT"
  | "BAD_RDATA"
  | "MESSAGE_TOO_SHORT"
  | "MESSAGE_TOO_LARGE"
  | "TRAILING_BYTES"
  | "TOO_MANY_RECORDS"
  | "BAD_LABEL"
  | "BAD_POINTER"
  | "NAME_TOO_LONG"
  | "TOO_MANY_POINTERS"
  | "BAD_EDNS"
  | "BAD_SIGNATURE_RECORD"
  | "TSIG_BADKEY"
  | "TSIG_BADSIG"
  | "TSIG_BADTIME"
  | "TSIG_BADTRUNC"
  | "TSIG_MISSING"
  | "SIG0_MISSING"
  | "SIG0_BADKEY"
  | "SIG0_BADTIME"
  | "SIG0_BADSIG";

/** What a `DNSError` takes besides its message. */
export interface DNSErrorOptions {
  /** @default "DNS_ERROR" */
  readonly code?: DNSErrorCode;
  /** What led to this error. */
  readonly cause?: unknown;
}

/** Bytes or text that are no DNS, or over one of its limits. Base of what this package's codec throws. */
export class DNSError extends ProtocolError {
  constructor(message: string, options: DNSErrorOptions = {}) {
    super(message, { code: options.code ?? "DNS_ERROR", cause: options.cause });
  }
}
