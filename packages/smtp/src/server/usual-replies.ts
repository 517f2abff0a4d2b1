/** What the server says in an application's place. Each is made once. */

import { AuthenticationUnavailable, SASLError, type CredError } from "@twist/core/cred";
import { SMTPReply } from "../wire/reply.js";

export const OK = new SMTPReply(250, "OK", "2.0.0");
export const SENDER_OK = new SMTPReply(250, "OK", "2.1.0");
export const RECIPIENT_OK = new SMTPReply(250, "OK", "2.1.5");
export const MESSAGE_OK = new SMTPReply(250, "Message accepted", "2.0.0");
export const GOODBYE = new SMTPReply(221, "Goodbye", "2.0.0");
export const READY_FOR_TLS = new SMTPReply(220, "Ready for TLS", "2.0.0");
export const PERHAPS = new SMTPReply(252, "Send some mail, and it will be tried", "2.1.5");
export const NOT_HERE = new SMTPReply(502, "That is not offered here", "5.5.1");
export const HELP = new SMTPReply(214, ["RFC 5321 says what may be said here.", "EHLO says what else."], "2.0.0");
export const LOGGED_IN = new SMTPReply(235, "Welcome", "2.7.0");
export const INTERNAL_ERROR = new SMTPReply(451, "An error has happened here; try again later", "4.3.0");
export const TIMED_OUT = new SMTPReply(421, "The connection was idle for too long", "4.4.2");
export const SESSION_TOO_LONG = new SMTPReply(421, "The connection was open for too long", "4.4.2");
export const TOO_MANY_LOGINS = new SMTPReply(421, "Too many logins have failed", "4.7.0");
export const TOO_MANY_CONNECTIONS = new SMTPReply(421, "There are too many connections", "4.7.0");

const refused = new SMTPReply(535, "The login was refused", "5.7.8");
const unavailable = new SMTPReply(454, "Logins can't be checked right now", "4.7.0");
const givenUp = new SMTPReply(501, "The login was given up", "5.7.0");
const noMechanism = new SMTPReply(504, "That mechanism isn't offered here", "5.5.4");
const malformed = new SMTPReply(501, "That is no message of the mechanism", "5.5.2");

/** The answer to a login that failed (RFC 4954 §6). */
export function loginRefusal(error: CredError): SMTPReply {
  if (error instanceof AuthenticationUnavailable) return unavailable;
  if (!(error instanceof SASLError)) return refused;
  switch (error.code) {
    case "SASL_ABORTED":
      return givenUp;
    case "SASL_NO_MECHANISM":
      return noMechanism;
    case "SASL_MALFORMED":
      return malformed;
    default:
      return refused;
  }
}
