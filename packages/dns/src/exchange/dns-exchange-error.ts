import { TwistError } from "@twist/core";

/** Why there is no answer, as a stable identifier. */
export type DNSExchangeErrorCode =
  /** None came in time. */
  | "TIMEOUT"
  /** Nobody listens there. */
  | "CONNECTION_REFUSED"
  /** No connection could be made, or TLS not be agreed on. */
  | "CONNECTION_FAILED"
  /** The connection ended before the answer. */
  | "CONNECTION_LOST"
  /** Too many responses came that don't match the query: somebody may be guessing. */
  | "MISMATCH"
  /** What came is no DNS message. */
  | "BAD_RESPONSE"
  /** The response isn't signed as it has to be; `cause` is the `TSIGError`. */
  | "BAD_SIGNATURE"
  /** More queries wait for their answers than the limit allows. */
  | "TOO_MANY_QUERIES"
  /** The HTTP response isn't one that holds an answer. */
  | "HTTP_STATUS"
  /** The upstream was closed. */
  | "CLOSED";

/** A server gave no answer that could be used. */
export class DNSExchangeError extends TwistError {
  declare readonly code: DNSExchangeErrorCode;

  constructor(code: DNSExchangeErrorCode, message: string, cause?: unknown) {
    super(message, { code, cause });
  }

  /** Whether it says nothing about the server, nor about the name that was asked for. */
  get isOurOwnFault(): boolean {
    return this.code === "CLOSED" || this.code === "TOO_MANY_QUERIES";
  }
}
