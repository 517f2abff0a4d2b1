import type { IndexChanges } from "../index/index-changes.js";

/** What became different in a mailbox, as one step: applied to the snapshot before it, it gives the next. */
export interface MailboxChange {
  /** UIDs of new messages, ascending. */
  readonly added: Uint32Array;
  /** UIDs of messages that have other flags. */
  readonly flagged: Uint32Array;
  /** UIDs of messages that are gone. */
  readonly expunged: Uint32Array;
  /** The mailbox's highest modification sequence after this change. */
  readonly highestModseq: number;
  /** True where the mailbox was deleted or has got another UIDVALIDITY. It is the last change, and nothing works any more. */
  readonly reset: boolean;
}

/** Hears of every change of a mailbox, in order. */
export type MailboxListener = (change: MailboxChange) => void;

/** What a mailbox holds at one moment. */
export interface MailboxSnapshot {
  readonly uidValidity: number;
  readonly uidNext: number;
  readonly highestModseq: number;
  /** Ascending: the message with the sequence number n is at n - 1. */
  readonly uids: Uint32Array;
}

export function toMailboxChange(changes: IndexChanges, highestModseq: number): MailboxChange {
  const gone = new Set(changes.expunged);
  const added = new Set(changes.added);
  return {
    added: ascending(changes.added.filter((uid) => !gone.has(uid))),
    flagged: ascending(changes.flagged.filter((uid) => !gone.has(uid) && !added.has(uid))),
    expunged: ascending(changes.expunged.filter((uid) => !added.has(uid))),
    highestModseq,
    reset: false,
  };
}

function ascending(uids: readonly number[]): Uint32Array {
  return Uint32Array.from(new Set(uids)).sort();
}
