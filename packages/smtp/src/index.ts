/**
 * SMTP (RFC 5321), submission (RFC 6409) and LMTP (RFC 2033): a server and a client, over any transport.
 *
 * @packageDocumentation
 */

export { type Attributes } from "./commands/attributes.js";
export { type BodyType, type MailParameters } from "./commands/mail.js";
export { type NotifyCondition, type RcptParameters } from "./commands/rcpt.js";
export { FileDelivery, type FileDeliveryOptions, type SavedMessage } from "./deliveries/file-delivery.js";
export { type DeliveredMessage, MemoryDelivery } from "./deliveries/memory-delivery.js";
export { type MessageDelivery, deliverTo } from "./deliveries/message-delivery.js";
export { type Dialect } from "./machine/session-facts.js";
export { type Envelope, type EnvelopeRecipient } from "./server/envelope.js";
export { LMTPFactory } from "./server/lmtp-factory.js";
export { type MessageReceiver } from "./server/message-receiver.js";
export { type MessageStream } from "./server/message-stream.js";
export { type SMTPServerOptions } from "./server/server-options.js";
export { type SMTPConnection } from "./server/smtp-connection.js";
export { SMTPFactory } from "./server/smtp-factory.js";
export { type SMTPServerProtocol } from "./server/smtp-server-protocol.js";
export type {
  AnySession,
  AuthenticatingSession,
  BinarySession,
  ConnectingSession,
  DataRequestedSession,
  EachAnswer,
  EachResult,
  ExpandingSession,
  GreetedSession,
  HookAnswer,
  HookResult,
  NotifyingSession,
  PerRecipientSession,
  SMTPSession,
  VerifyingSession,
} from "./server/smtp-session.js";
export { DEFAULT_SMTP_SERVER_TIMEOUTS, type SMTPServerTimeouts } from "./server/smtp-timeouts.js";
export { formatAddressLiteral, parseAddressLiteral } from "./wire/address-literal.js";
export { type BareNewlines } from "./wire/data-decoder.js";
export { isDomain } from "./wire/domain.js";
export { type EnhancedCode } from "./wire/enhanced-code.js";
export { type ESMTPParameters } from "./wire/esmtp-parameters.js";
export { Mailbox } from "./wire/mailbox.js";
export { type OriginalRecipient } from "./wire/original-recipient.js";
export { type ReversePath } from "./wire/path.js";
export { SMTPReply } from "./wire/reply.js";
export { SMTPError, type SMTPErrorCode, type SMTPErrorOptions } from "./wire/smtp-error.js";
export { DEFAULT_SMTP_LIMITS, type SMTPLimits } from "./wire/smtp-limits.js";
export { SMTPReplyError, type SMTPReplyErrorOptions } from "./wire/smtp-reply-error.js";
