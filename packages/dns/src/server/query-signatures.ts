import type { Message } from "../wire/message.js";
import type { DNSQueryOrigin } from "./dns-query.js";

/** A query whose signature is good, and what signs its answer. */
export interface SignedQuery {
  /** The key's name, in canonical text. */
  readonly keyName: string;
  /** Bytes that the signature of a message takes. */
  readonly signatureBytes: number;
  /** Signs one message of the answer, in their order. */
  sign(encoded: Buffer): Buffer;
}

/** Knows the keys (TSIG, RFC 8945). */
export interface QuerySignatures {
  /**
   * Looks at the signature of a query that has one.
   * @returns the reply that says what is wrong with it, encoded, where something is.
   */
  verify(query: Message, origin: DNSQueryOrigin): SignedQuery | Buffer;
}
