/**
 * SMTP (RFC 5321), submission (RFC 6409) and LMTP (RFC 2033): a server and a client, over any transport.
 *
 * @packageDocumentation
 */

export { DEFAULT_SMTP_CLIENT_TIMEOUTS, type SMTPClientTimeouts } from "./client/client-timeouts.js";
export { type SMTPSecurity, type SMTPTargetOptions } from "./client/connect-options.js";
export { connectSMTP, type ConnectSMTPOptions } from "./client/connect-smtp.js";
export { type DSNRequest, type MailEnvelope, type MailRecipient } from "./client/mail-envelope.js";
export type { Message, MessagePieces, RepeatableMessage, StreamableMessage } from "./client/message-source.js";
export { deliverToMX } from "./client/mx/deliver-to-mx.js";
export type {
  DeliverToMXOptions,
  MXAccepted,
  MXDeliveryResult,
  MXFailed,
  MXPolicy,
} from "./client/mx/mx-delivery-options.js";
export { type MXRecord, type MXResolver } from "./client/mx/mx-resolver.js";
export { type MessageOptions } from "./client/plan-mail.js";
export { type Rate } from "./client/rate-limit.js";
export { sendMail, type SendMailOptions } from "./client/send-mail.js";
export { type RejectedRecipient, type SendResult } from "./client/send-result.js";
export { type SendOptions, type SMTPAuth, SMTPClient, type SMTPClientOptions } from "./client/smtp-client.js";
export { SMTPClientError, type SMTPClientErrorCode, type SMTPClientErrorOptions } from "./client/smtp-client-error.js";
export { SMTPPool, type SMTPPoolOptions } from "./client/smtp-pool.js";
export { type Attributes } from "./commands/attributes.js";
export { type BodyType, type MailParameters } from "./commands/mail.js";
export { type NotifyCondition, type RcptParameters } from "./commands/rcpt.js";
export { FileDelivery, type FileDeliveryOptions, type SavedMessage } from "./deliveries/file-delivery.js";
export { type DeliveredMessage, MemoryDelivery } from "./deliveries/memory-delivery.js";
export { type MessageDelivery, deliverTo } from "./deliveries/message-delivery.js";
export { type ServerExtensions } from "./machine/server-extensions.js";
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
