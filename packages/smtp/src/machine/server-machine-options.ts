import type { BareNewlines } from "../wire/data-decoder.js";
import type { SMTPLimits } from "../wire/smtp-limits.js";
import type { Dialect } from "./session-facts.js";

/** What a server's machine has to know. One object serves all connections of a server. */
export interface ServerMachineOptions {
  readonly dialect: Dialect;
  readonly limits: SMTPLimits;
  readonly bareNewlines: BareNewlines;
  /** Whether there is no mail without TLS. */
  readonly requiresTLS: boolean;
  /** Whether there is no mail without a login. */
  readonly requiresAuth: boolean;
}
