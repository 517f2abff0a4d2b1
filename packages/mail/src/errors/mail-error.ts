import { TwistError } from "@twist/core";

/** Why mail could not be handled. Codes are never renamed. */
export type MailErrorCode =
  /** The queue holds as much as it may. */
  | "QUEUE_FULL"
  /** The disk is full, or the quota of the user that the server runs as. */
  | "DISK_FULL"
  /** Another process works on the queue. */
  | "QUEUE_IN_USE"
  /** The message has been here before. */
  | "MAIL_LOOP"
  /** A file of the queue is no entry. */
  | "BAD_ENTRY"
  /** The header section is larger than it may be. */
  | "HEADER_TOO_LARGE"
  /** A file with users or aliases can't be read. */
  | "ADDRESSES_UNAVAILABLE"
  /** The file system said no; `cause` is its error. */
  | "IO_ERROR";

/** What this package fails with. No message holds the content of a mail. */
export class MailError extends TwistError {
  declare readonly code: MailErrorCode;

  constructor(code: MailErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? { code } : { code, cause });
  }

  /** `error` itself where it is a MailError; otherwise `DISK_FULL` or `IO_ERROR` with `error` as its cause. */
  static override from(error: unknown): MailError {
    if (error instanceof MailError) return error;
    const code = systemCode(error);
    if (code === "ENOSPC" || code === "EDQUOT")
      return new MailError("DISK_FULL", "there is no room on the disk", error);
    return new MailError("IO_ERROR", `a file can't be used${code === undefined ? "" : `: ${code}`}`, error);
  }
}

/** The code of an error of Node's, such as `"ENOENT"`. */
export function systemCode(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || error instanceof TwistError) return undefined;
  const { code } = error as { readonly code?: unknown };
  return typeof code === "string" ? code : undefined;
}
