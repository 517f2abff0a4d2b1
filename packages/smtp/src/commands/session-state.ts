/**
 * Where a session is (RFC 5321 §4.1.4). The commands say how they lead from one state to another; a table of all of them is `SESSION_TRANSITIONS`.
 *
 *     hello ──EHLO, HELO, LHLO──▶ ready ──MAIL──▶ mail ──RCPT──▶ rcpt ──DATA──▶ (the message) ──▶ ready
 *                                                                  └──BDAT──▶ bdat ──BDAT LAST──▶ ready
 */
export type SessionState =
  /** Nobody has said hello yet, or STARTTLS or XCLIENT has made us forget it. */
  | "hello"
  /** Between two messages. */
  | "ready"
  /** There is a sender. */
  | "mail"
  /** There is a sender, and at least one recipient. */
  | "rcpt"
  /** Chunks of a message have come, and more are to come. */
  | "bdat";

/** All states: for what is legal in each. */
export const SESSION_STATES: readonly SessionState[] = ["hello", "ready", "mail", "rcpt", "bdat"];

/** The transitions of a command that is legal everywhere and changes nothing. */
export const ANYWHERE: Readonly<Record<SessionState, SessionState>> = {
  hello: "hello",
  ready: "ready",
  mail: "mail",
  rcpt: "rcpt",
  bdat: "bdat",
};

/** The transitions of a command that says hello: whatever was under way is over. */
export const TO_READY: Readonly<Record<SessionState, SessionState>> = {
  hello: "ready",
  ready: "ready",
  mail: "ready",
  rcpt: "ready",
  bdat: "ready",
};
