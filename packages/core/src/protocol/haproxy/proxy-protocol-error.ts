import type { TwistErrorOptions } from "../../errors/twist-error.js";
import { ProtocolError } from "../../wire/protocol-error.js";

/** What came is no PROXY protocol header, or one that we refuse. Code: `"BAD_PROXY_HEADER"`. */
export class ProxyProtocolError extends ProtocolError {
  constructor(message: string, options: TwistErrorOptions = {}) {
    super(message, { ...options, code: options.code ?? "BAD_PROXY_HEADER" });
  }
}
