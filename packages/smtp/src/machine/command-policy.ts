import { MAIL_PARAMETER_EXTENSIONS, type MailCommand } from "../commands/mail.js";
import { RCPT_PARAMETER_EXTENSIONS, type RcptCommand } from "../commands/rcpt.js";
import type { SMTPReply } from "../wire/reply.js";
import {
  ALREADY_LOGGED_IN,
  ALREADY_SECURE,
  AUTH_NEEDED,
  AUTH_NEEDS_TLS,
  BINARY_NEEDS_BDAT,
  NEEDS_SMTPUTF8,
  NOT_OFFERED,
  NO_RECIPIENTS,
  TLS_NEEDED,
  TOO_BIG,
  TOO_MANY_RECIPIENTS,
  UNKNOWN_PARAMETER,
  WRONG_DIALECT,
  outOfOrderReply,
} from "./server-replies.js";
import { SESSION_TRANSITIONS, type SMTPCommand, type Verb } from "./session-transitions.js";
import type { SessionFacts } from "./session-facts.js";

/** Why a command may not come now, or may never come; `undefined` where it may. All that the protocol itself has to say on that is here. */
export function refusalOf(verb: Verb, session: SessionFacts): SMTPReply | undefined {
  if (session.dialect === "LMTP" ? verb === "EHLO" || verb === "HELO" : verb === "LHLO") return WRONG_DIALECT;
  if (session.requiresTLS && !session.secure && !beforeTLS.has(verb)) return TLS_NEEDED;
  if (verb === "STARTTLS" && session.secure) return ALREADY_SECURE;
  if (verb === "AUTH" && session.authenticated) return ALREADY_LOGGED_IN;
  if (session.requiresAuth && !session.authenticated && !beforeAuth.has(verb)) return AUTH_NEEDED;
  if (SESSION_TRANSITIONS[verb][session.state] === undefined) {
    return verb === "DATA" && session.state === "mail" ? NO_RECIPIENTS : outOfOrderReply(session.state);
  }
  const extension = verbExtensions[verb];
  if (extension !== undefined && !session.offered.has(extension)) {
    return verb === "AUTH" && session.authNeedsTLS ? AUTH_NEEDS_TLS : NOT_OFFERED;
  }
  return verb === "DATA" && session.binary ? BINARY_NEEDS_BDAT : undefined;
}

/** As `refusalOf`, for what is in the command. */
export function contentRefusalOf(command: SMTPCommand, session: SessionFacts): SMTPReply | undefined {
  if (command.verb === "MAIL") return mailRefusal(command, session);
  if (command.verb === "RCPT") return rcptRefusal(command, session);
  return undefined;
}

const beforeTLS: ReadonlySet<Verb> = new Set(["EHLO", "HELO", "LHLO", "NOOP", "QUIT", "RSET", "STARTTLS", "HELP"]);
const beforeAuth: ReadonlySet<Verb> = new Set([...beforeTLS, "AUTH", "XCLIENT"]);

const verbExtensions: Readonly<Partial<Record<Verb, string>>> = {
  STARTTLS: "STARTTLS",
  AUTH: "AUTH",
  BDAT: "CHUNKING",
  XCLIENT: "XCLIENT",
  XFORWARD: "XFORWARD",
};

function mailRefusal({ parameters }: MailCommand, session: SessionFacts): SMTPReply | undefined {
  const { size, body, smtpUTF8, ret, envelopeId, submitter, other } = parameters;
  if (other !== undefined) return UNKNOWN_PARAMETER;
  const offers = (keyword: string): boolean => session.offered.has(MAIL_PARAMETER_EXTENSIONS.get(keyword) ?? keyword);
  const unknown =
    (size !== undefined && !offers("SIZE")) ||
    (body !== undefined && !offers("BODY")) ||
    (body === "BINARYMIME" && !session.offered.has("BINARYMIME")) ||
    (smtpUTF8 === true && !offers("SMTPUTF8")) ||
    (ret !== undefined && !offers("RET")) ||
    (envelopeId !== undefined && !offers("ENVID")) ||
    (submitter !== undefined && !offers("AUTH"));
  if (unknown) return UNKNOWN_PARAMETER;
  return size !== undefined && size > session.maxMessageBytes ? TOO_BIG : undefined;
}

function rcptRefusal({ recipient, parameters }: RcptCommand, session: SessionFacts): SMTPReply | undefined {
  if (session.recipients >= session.maxRecipients) return TOO_MANY_RECIPIENTS;
  const { notify, originalRecipient, other } = parameters;
  const offers = (keyword: string): boolean => session.offered.has(RCPT_PARAMETER_EXTENSIONS.get(keyword) ?? keyword);
  if (other !== undefined) return UNKNOWN_PARAMETER;
  if (notify !== undefined && !offers("NOTIFY")) return UNKNOWN_PARAMETER;
  if (originalRecipient !== undefined && !offers("ORCPT")) return UNKNOWN_PARAMETER;
  return session.smtpUTF8 || recipient.isASCII ? undefined : NEEDS_SMTPUTF8;
}
