import type { TwistErrorOptions } from "../../errors/twist-error.js";
import { CredError } from "../cred-error.js";

/** How a SASL exchange went wrong. */
export type SASLErrorCode =
  /** The peer's message isn't what the mechanism calls for, or is too long. */
  | "SASL_MALFORMED"
  /** The client gave the exchange up. */
  | "SASL_ABORTED"
  /** There is no mechanism that both sides have, or that may be used here. */
  | "SASL_NO_MECHANISM"
  /** The two sides don't see the same TLS connection, or somebody hid the mechanisms that would show it. */
  | "SASL_CHANNEL_BINDING"
  /** The server didn't prove that it knows the password. */
  | "SASL_SERVER_NOT_AUTHENTICATED"
  /** The server asks for too little or too much work. */
  | "SASL_ITERATIONS"
  /** The server said no, in words of the mechanism. */
  | "SASL_REFUSED";

/** A SASL exchange went wrong. No message holds a secret, or what the peer sent. */
export class SASLError extends CredError {
  constructor(code: SASLErrorCode, message: string, options: Omit<TwistErrorOptions, "code"> = {}) {
    super(message, { ...options, code });
  }
}
