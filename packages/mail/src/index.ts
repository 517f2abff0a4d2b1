/**
 * `@twist/mail`: a mail server. Delivery into Maildirs, aliases, submission with a queue, bounces, and LMTP.
 *
 * @packageDocumentation
 */

export { AddressBook, type AddressBookOptions } from "./addresses/address-book.js";
export { AliasTable, type AliasTarget, type BadAliasLine } from "./addresses/alias-table.js";
export { AliasesFile, type AliasSource } from "./addresses/aliases-file.js";
export { CheckerDirectory } from "./addresses/checker-directory.js";
export type { LocalRecipient, Resolution } from "./addresses/expansion.js";
export { LocalDomains } from "./addresses/local-domains.js";
export type { UserDirectory } from "./addresses/user-directory.js";
export { UserNames } from "./addresses/user-names.js";
export { UsersFileDirectory } from "./addresses/users-file-directory.js";
export { MailError, type MailErrorCode } from "./errors/mail-error.js";
export type { MessageContent } from "./message/message-content.js";
export { DeliveryQueue } from "./queue/delivery-queue.js";
export type { OutgoingMail, OutgoingQueue } from "./queue/outgoing-mail.js";
export type { DeliveryStatus, QueuedRecipient, QueueEntry } from "./queue/queue-entry.js";
export { defaultQueueLimits, type QueueLimits } from "./queue/queue-limits.js";
export { defaultRetrySchedule, type RetrySchedule } from "./queue/retry-schedule.js";
export type { Smarthost } from "./routes/smarthost-route.js";
export { MailServer } from "./server/mail-server.js";
export type { MailServerOptions } from "./server/mail-server-options.js";
export type { MailUser } from "./server/mail-user.js";
