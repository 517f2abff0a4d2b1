import type { ConnectionEnd } from "@twist/core";
import type { Login } from "@twist/core/cred";
import type { MailParameters } from "../commands/mail.js";
import type { RcptParameters } from "../commands/rcpt.js";
import type { Mailbox } from "../wire/mailbox.js";
import type { ReversePath } from "../wire/path.js";
import type { SMTPReply } from "../wire/reply.js";
import type { Envelope } from "./envelope.js";
import type { MessageStream } from "./message-stream.js";

/** What a method of a session may answer: a reply, or nothing for the usual yes. */
// eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- a method without a return statement answers the usual yes
export type HookAnswer = SMTPReply | void | undefined;

/** An answer now or later. Thrown or rejected with, an `SMTPReplyError` is the answer; anything else is answered with 451 4.3.0, and logged. */
export type HookResult = HookAnswer | PromiseLike<HookAnswer>;

/**
 * What an application does with the mail of one connection. `SMTPFactory` is given a function that makes one for each.
 *
 * The calls come in the order of the protocol, one at a time: `mail`, then `rcpt` for each recipient, then `data`; then perhaps the same again. While a method's promise is
 * pending, nothing more is read. What else a session can do, it says by having a method for it: `VerifyingSession` and the interfaces below it.
 */
export interface SMTPSession {
  /** A message begins. `sender` is `null` for bounces. */
  mail(sender: ReversePath, parameters: MailParameters): HookResult;
  /** One more recipient. Who isn't refused here has to get the message, or its sender a bounce. */
  rcpt(recipient: Mailbox, parameters: RcptParameters): HookResult;
  /**
   * The message itself, for the recipients that were accepted. With a 2xx answer the server has taken responsibility for it (RFC 5321 §6.1): answer when it is safe.
   * What is left unread when the answer is there is dropped. A message that is refused for the limits fails while it is read.
   */
  data(message: MessageStream): HookResult;
  /** The message that `mail` began is given up: RSET, another EHLO, STARTTLS, or the connection ended. Not called after `data` has answered. */
  reset(): void;
  /** The connection is over. Nothing is called after this. */
  end(reason: ConnectionEnd): void;
}

/** Refuses connections, or makes them wait, before the greeting. What it answers is the greeting; a refusal with 421 closes the connection. */
export interface ConnectingSession extends SMTPSession {
  connect(): HookResult;
}

/** Wants to hear, and may refuse, what the client calls itself. */
export interface GreetedSession extends SMTPSession {
  hello(name: string): HookResult;
}

/** Wants to hear, and may refuse, who has logged in. */
export interface AuthenticatingSession<Avatar = unknown> extends SMTPSession {
  authenticated(login: Login<Avatar>): HookResult;
}

/** Wants to be asked once all recipients are known, and before the message is sent. */
export interface DataRequestedSession extends SMTPSession {
  dataRequested(envelope: Envelope): HookResult;
}

/**
 * Sends the reports that senders ask for (RFC 3461): with it, DSN is offered, and the parameters of `mail` and `rcpt` may ask. It is called with an envelope that
 * asks for something, before its `data`.
 */
export interface NotifyingSession extends SMTPSession {
  notificationsRequested(envelope: Envelope): void;
}

/** Takes messages of any bytes (RFC 3030 §3): with it, BINARYMIME is offered, and such messages come here instead of to `data`. */
export interface BinarySession extends SMTPSession {
  binaryData(message: MessageStream): HookResult;
}

/** Says whether there is such a user or mailbox. Without it VRFY is answered with 252: perhaps. */
export interface VerifyingSession extends SMTPSession {
  vrfy(user: string): HookResult;
}

/** Says who is on a mailing list. Without it EXPN isn't offered. */
export interface ExpandingSession extends SMTPSession {
  expn(list: string): HookResult;
}

/** LMTP only: answers for each recipient by itself (RFC 2033 §4.2). Without it the one answer of `data` is that of all. */
export interface PerRecipientSession extends SMTPSession {
  /** @returns for each recipient of `message.envelope`, in their order: a reply, the error that refuses it, or nothing for the usual yes. */
  dataForEach(message: MessageStream): EachResult;
}

/** Answers for each recipient. */
export type EachAnswer = readonly (SMTPReply | Error | undefined)[];

/** Answers for each recipient, now or later. */
export type EachResult = EachAnswer | PromiseLike<EachAnswer>;

/** All that a session may be. */
export type AnySession<Avatar = unknown> = SMTPSession &
  Partial<
    ConnectingSession &
      GreetedSession &
      AuthenticatingSession<Avatar> &
      DataRequestedSession &
      NotifyingSession &
      BinarySession &
      VerifyingSession &
      ExpandingSession &
      PerRecipientSession
  >;
