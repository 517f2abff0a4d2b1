import type { DelayedCall, ReactorTime } from "@twist/core";
import { MaildirError } from "../errors/maildir-error.js";
import type { ProcessLock } from "../files/process-lock.js";
import type { Mailbox } from "../mailbox/mailbox.js";

/** A lock that is held for long is shown to other hosts so often. */
const refreshMs = 5 * 60_000;

/** One message of a maildrop. */
export interface MaildropMessage {
  readonly uid: number;
  /**
   * What UIDL answers, RFC 1939 §7: UID and UIDVALIDITY in hexadecimal, as Dovecot's default has it, so that a maildrop
   * that moves from there isn't downloaded again.
   */
  readonly uniqueId: string;
}

/**
 * A POP3 session's exclusive hold on a user's INBOX (RFC 1939 §5): the messages that were there when it began, in their
 * order. Other programs may deliver and read meanwhile; no other maildrop of this user opens, in any process. Nothing is removed
 * before `commit`; a session that is lost, or whose process is killed, removes nothing.
 */
export class Maildrop implements AsyncDisposable {
  readonly messages: readonly MaildropMessage[];
  readonly #inbox: Mailbox;
  readonly #lock: ProcessLock;
  readonly #clock: ReactorTime;
  #refreshing: DelayedCall | undefined;
  #open = true;

  private constructor(inbox: Mailbox, lock: ProcessLock, clock: ReactorTime) {
    this.#inbox = inbox;
    this.#lock = lock;
    this.#clock = clock;
    const { uidValidity, uids } = inbox.snapshot();
    this.messages = Array.from(uids, (uid) => ({ uid, uniqueId: hex(uid) + hex(uidValidity) }));
    this.#refreshLater();
  }

  /** Takes over `lock`, which is free, and opens the INBOX. Fails with `MAILDROP_IN_USE`. */
  static async open(lock: ProcessLock, clock: ReactorTime, openInbox: () => Promise<Mailbox>): Promise<Maildrop> {
    if (!(await lock.tryAcquire())) throw new MaildirError("MAILDROP_IN_USE", "another session has the maildrop");
    try {
      return new Maildrop(await openInbox(), lock, clock);
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /** The message's size as POP3 counts, with every line ending in CRLF; 0 where another program has removed it. */
  async size(uid: number): Promise<number> {
    try {
      return await this.#use().virtualSize(uid);
    } catch (error) {
      if (error instanceof MaildirError && error.code === "NO_SUCH_MESSAGE") return 0;
      throw error;
    }
  }

  /** The message, with every line ending in CRLF. Fails with `NO_SUCH_MESSAGE`. */
  read(uid: number): AsyncGenerator<Buffer, void> {
    return this.#use().read(uid, { lineEnds: "crlf" });
  }

  /** Removes messages and ends the session: the UPDATE state. @returns the UIDs that are gone. */
  async commit(deleted: Iterable<number>): Promise<number[]> {
    const inbox = this.#use();
    try {
      const known = new Set(this.messages.map(({ uid }) => uid));
      return await inbox.remove([...deleted].filter((uid) => known.has(uid)));
    } finally {
      await this.close();
    }
  }

  /** Ends the session; everything stays. */
  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    this.#refreshing?.cancel();
    this.#inbox.close();
    await this.#lock.release();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #use(): Mailbox {
    if (!this.#open) throw new MaildirError("CLOSED", "the maildrop is closed");
    return this.#inbox;
  }

  #refreshLater(): void {
    this.#refreshing = this.#clock.callLater(refreshMs, () => {
      this.#lock.refresh().catch(() => undefined);
      this.#refreshLater();
    });
  }
}

function hex(value: number): string {
  return value.toString(16).padStart(8, "0");
}
