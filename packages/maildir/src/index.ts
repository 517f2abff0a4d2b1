/**
 * `@twist/maildir`: mail on disk, shared with other programs.
 *
 * @packageDocumentation
 */
export { MaildirStore, defaultMaildirLimits, type MaildirStoreOptions } from "./store/maildir-store.js";
export { UserMail, type UserDeliveryOptions } from "./store/user-mail.js";
export type { MailboxEntry } from "./store/list-mailboxes.js";
export type { Usage } from "./store/measure-usage.js";

export { Delivery } from "./delivery/delivery.js";
export type { DeliveredMessage, DeliveryOptions, LineEnds } from "./delivery/delivery-options.js";

export { Append, type Appended, type AppendOptions } from "./mailbox/append.js";
export type { FlagChange } from "./mailbox/change-flags.js";
export type { Copied } from "./mailbox/copy-messages.js";
export { Mailbox, type MessageInfo } from "./mailbox/mailbox.js";
export type { MailboxChange, MailboxListener, MailboxSnapshot } from "./mailbox/mailbox-change.js";
export type { WatchOptions } from "./mailbox/mailbox-context.js";
export { MessageFile } from "./mailbox/message-file.js";
export type { ReadOptions } from "./mailbox/read-message.js";

export { Maildrop, type MaildropMessage } from "./maildrop/maildrop.js";

export { MaildirError, isMaildirError, type MaildirErrorCode } from "./errors/maildir-error.js";
export type { Disk, FilePath } from "./files/disk.js";
export { nodeDisk } from "./files/disk.js";
export { threadedDisk } from "./threads/threaded-disk.js";
export { ProcessLock, type ProcessLockOptions } from "./files/process-lock.js";
export { maxKeywords } from "./names/flag-mask.js";
export { hierarchyDelimiter, maxMailboxDepth, normalizeMailboxName } from "./names/mailbox-name.js";
export { decodeModifiedUTF7, encodeModifiedUTF7 } from "./names/modified-utf7.js";
export { checkUserName, maxUserNameBytes } from "./names/user-name.js";
