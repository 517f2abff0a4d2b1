import { TwistError, type TwistErrorOptions } from "../errors/twist-error.js";

/**
 * The peer broke the protocol: what it sent can't be understood, isn't allowed, or is over a limit. Base of each
 * protocol package's own errors of this kind. The message says what is wrong and never repeats the peer's whole input.
 * Code: `"PROTOCOL_ERROR"` unless a more exact one is given.
 */
export class ProtocolError extends TwistError {
  constructor(message: string, options: TwistErrorOptions = {}) {
    super(message, { ...options, code: options.code ?? "PROTOCOL_ERROR" });
  }
}
