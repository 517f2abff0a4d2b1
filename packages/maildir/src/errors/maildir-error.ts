import { TwistError } from "@twist/core";

const brand = Symbol.for("@twist/maildir.MaildirError");

/** Why the store refused or failed. Codes are never renamed. */
export type MaildirErrorCode =
  /** A name that can't be that of a user or a mailbox. */
  | "INVALID_NAME"
  | "NO_SUCH_USER"
  | "NO_SUCH_MAILBOX"
  | "MAILBOX_EXISTS"
  /** INBOX can't be deleted or renamed away, and a mailbox that holds others isn't deleted before them. */
  | "MAILBOX_IN_USE"
  /** The message was expunged, by us or by somebody else. */
  | "NO_SUCH_MESSAGE"
  | "MESSAGE_TOO_LARGE"
  | "OVER_QUOTA"
  /** All 26 letters that a Maildir has for keywords are taken. */
  | "TOO_MANY_KEYWORDS"
  /** Another session has the maildrop (POP3's [IN-USE]). */
  | "MAILDROP_IN_USE"
  /** Another process held a lock of ours for too long. */
  | "LOCK_TIMEOUT"
  /** Somebody put a symbolic link, a device or a file where a folder of ours should be. */
  | "NOT_A_FOLDER"
  /** The mailbox was deleted and made anew, or its index rebuilt: all that was known of it is void. */
  | "MAILBOX_RESET"
  /** It was closed, committed or aborted before. */
  | "CLOSED"
  /** The file system said no; `cause` is its error. */
  | "IO_ERROR";

/** What this package fails with. No message holds a path outside the store's root or the content of a mail. */
export class MaildirError extends TwistError {
  declare readonly code: MaildirErrorCode;

  constructor(code: MaildirErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? { code } : { code, cause });
  }

  /** `error` itself where it is a MaildirError, otherwise an `IO_ERROR` with `error` as its cause. */
  static override from(error: unknown): MaildirError {
    if (isMaildirError(error)) return error;
    const code = systemCode(error);
    return new MaildirError("IO_ERROR", `the mail store can't be used${code === undefined ? "" : `: ${code}`}`, error);
  }

  /** True on every MaildirError, also on one from another copy of this package. */
  get [brand](): true {
    return true;
  }
}

/** Whether `value` is a MaildirError, by brand and not by class. */
export function isMaildirError(value: unknown): value is MaildirError {
  return typeof value === "object" && value !== null && (value as Record<symbol, unknown>)[brand] === true;
}

/** The code of an error of Node's, such as `"ENOENT"`. Not by class: errors also come from other realms. */
export function systemCode(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || isMaildirError(error)) return undefined;
  const { code } = error as { readonly code?: unknown };
  return typeof code === "string" ? code : undefined;
}
