/** What the server's machine says by itself. Each is made once. */

import { SMTPReply } from "../wire/reply.js";
import type { SMTPError } from "../wire/smtp-error.js";
import type { SessionState } from "../commands/session-state.js";

export const EARLY_TALKER = new SMTPReply(554, "The client has to wait for the greeting", "5.5.1");
export const REFUSED_SESSION = new SMTPReply(503, "There is no service for you; QUIT, please", "5.5.1");
export const UNKNOWN_COMMAND = new SMTPReply(500, "No such command", "5.5.1");
export const NOT_OFFERED = new SMTPReply(502, "That is not offered here", "5.5.1");
export const WRONG_DIALECT = new SMTPReply(500, "This server speaks another dialect", "5.5.1");
export const NOT_HTTP = new SMTPReply(421, "This is no HTTP server", "4.7.0");
export const LINE_TOO_LONG = new SMTPReply(500, "The line is too long", "5.5.2");
export const AUTH_LINE_TOO_LONG = new SMTPReply(500, "The line is too long for an authentication exchange", "5.5.6");
export const BAD_LINE = new SMTPReply(500, "The line holds a character that no command has", "5.5.2");
export const BARE_LF = new SMTPReply(521, "Lines end in CRLF", "5.5.2");
export const TLS_NEEDED = new SMTPReply(530, "Say STARTTLS first", "5.7.0");
export const AUTH_NEEDED = new SMTPReply(530, "Log in first", "5.7.0");
export const AUTH_NEEDS_TLS = new SMTPReply(538, "Logging in needs TLS here", "5.7.11");
export const ALREADY_SECURE = new SMTPReply(503, "TLS is on", "5.5.1");
export const ALREADY_LOGGED_IN = new SMTPReply(503, "You are logged in", "5.5.1");
export const NO_RECIPIENTS = new SMTPReply(554, "There is no valid recipient", "5.5.1");
export const BINARY_NEEDS_BDAT = new SMTPReply(503, "A binary message needs BDAT", "5.5.1");
export const TOO_MANY_RECIPIENTS = new SMTPReply(452, "Too many recipients for one message", "4.5.3");
export const TOO_BIG = new SMTPReply(552, "The message is too big", "5.3.4");
export const UNKNOWN_PARAMETER = new SMTPReply(555, "A parameter is not offered here", "5.5.4");
export const START_OF_MESSAGE = new SMTPReply(354, "End the message with a dot alone on its line");
export const TOO_MANY_ERRORS = new SMTPReply(421, "Too many errors", "4.7.0");
export const TOO_MUCH_JUNK = new SMTPReply(421, "Too many commands without a message", "4.7.0");
export const SHUTTING_DOWN = new SMTPReply(421, "The server is shutting down", "4.3.2");
export const NEEDS_SMTPUTF8 = new SMTPReply(553, "An address outside ASCII needs SMTPUTF8", "5.6.7");

const outOfOrder: Readonly<Record<SessionState, SMTPReply>> = {
  hello: new SMTPReply(503, "Say EHLO first", "5.5.1"),
  ready: new SMTPReply(503, "Say MAIL first", "5.5.1"),
  mail: new SMTPReply(503, "That can't come after MAIL", "5.5.1"),
  rcpt: new SMTPReply(503, "That can't come after RCPT", "5.5.1"),
  bdat: new SMTPReply(503, "That can't come between chunks", "5.5.1"),
};

/** The answer to a command that may not come in `state`. */
export function outOfOrderReply(state: SessionState): SMTPReply {
  return outOfOrder[state];
}

/** The answer to a peer that broke the protocol. Its text is ours: nothing of the peer's is in it. */
export function errorReply(error: SMTPError): SMTPReply {
  const text = error.message.slice(0, 1).toUpperCase() + error.message.slice(1);
  return new SMTPReply(error.replyCode, text, error.enhancedCode);
}
