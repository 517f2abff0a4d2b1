import { TwistError } from "@twist/core";

/** Why a zone can't be had from its journal, as a stable identifier. */
export type JournalErrorCode =
  /** The file isn't a journal of this zone. */
  | "NOT_A_JOURNAL"
  /** What stands in it isn't what was written, and it isn't the last entry, which a crash may have cut off. */
  | "JOURNAL_DAMAGED"
  /** Its changes aren't those of the snapshot beside it. */
  | "JOURNAL_OUT_OF_SYNC"
  /** A change is over the limit. */
  | "ENTRY_TOO_LARGE";

/** The changes to a zone can't be read or written. The file is left as it is, for a person to look at. */
export class JournalError extends TwistError {
  declare readonly code: JournalErrorCode;

  constructor(code: JournalErrorCode, message: string, cause?: unknown) {
    super(message, { code, cause });
  }
}
