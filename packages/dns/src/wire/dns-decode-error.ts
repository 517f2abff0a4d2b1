import { DNSError, type DNSErrorCode } from "./dns-error.js";

/**
 * Bytes that are no DNS message, name or RDATA: the only error that decoding throws. A server answers it with FORMERR.
 * The message names the rule, never the peer's bytes.
 */
export class DNSDecodeError extends DNSError {
  /** Where in the bytes that were decoded the fault was found. */
  readonly offset: number;

  constructor(message: string, code: DNSErrorCode, offset: number) {
    super(`${message} (at byte ${String(offset)})`, { code });
    this.offset = offset;
  }
}
