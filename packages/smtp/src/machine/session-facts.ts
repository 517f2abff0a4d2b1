import type { SessionState } from "../commands/session-state.js";

/** Which of the two protocols is spoken: RFC 5321 or RFC 2033. */
export type Dialect = "SMTP" | "LMTP";

/** What bears on which commands may come. */
export interface SessionFacts {
  readonly dialect: Dialect;
  readonly state: SessionState;
  /** The keywords of the extensions that the client was told of. Empty after HELO. */
  readonly offered: ReadonlySet<string>;
  /** Whether TLS is on. */
  readonly secure: boolean;
  readonly authenticated: boolean;
  readonly requiresTLS: boolean;
  readonly requiresAuth: boolean;
  /** Whether AUTH would be offered, were TLS on. */
  readonly authNeedsTLS: boolean;
  /** Whether the message under way may have addresses outside ASCII. */
  readonly smtpUTF8: boolean;
  /** Whether the message under way is binary. */
  readonly binary: boolean;
  /** How many recipients the message under way has. */
  readonly recipients: number;
  readonly maxRecipients: number;
  readonly maxMessageBytes: number;
}
