import { MaildirError } from "../errors/maildir-error.js";
import { sizeInName } from "../names/message-name.js";
import { Append, type Appended, type AppendOptions } from "./append.js";
import { acceptNew, changeFlags, type FlagChange } from "./change-flags.js";
import { copyMessages, moveMessages, type Copied } from "./copy-messages.js";
import type { MailboxListener, MailboxSnapshot } from "./mailbox-change.js";
import type { MailboxState } from "./mailbox-state.js";
import { MessageFile } from "./message-file.js";
import { readMessage, virtualSize, type ReadOptions } from "./read-message.js";
import { expunge, remove } from "./remove-messages.js";

/** What is known of a message without opening its file. */
export interface MessageInfo {
  readonly uid: number;
  /** IMAP's names. */
  readonly flags: readonly string[];
  /** When its flags last changed, or it came: RFC 7162 §3.1. */
  readonly modseq: number;
  /** Whether no session has taken note of it: it is in `new`. */
  readonly recent: boolean;
  /** Bytes as stored; undefined where only the disk knows. */
  readonly size: number | undefined;
  /** The file's unique name, the same for all its life: what POP3's UIDL can be made of. */
  readonly name: string;
}

/** Who opened it, as its mailbox sees that. */
export interface MailboxLease {
  /** Starts or stops watching with the first and last listener. */
  listen(listener: MailboxListener): () => void;
  release(): void;
}

/**
 * A mailbox that somebody has open. Messages go by their UIDs. Close it when done; all that have the same mailbox open share what is known of it.
 */
export class Mailbox implements Disposable {
  /** Such as `INBOX` or `Work/Projects`. */
  readonly name: string;
  readonly #state: MailboxState;
  readonly #lease: MailboxLease;
  readonly #listening = new Set<() => void>();
  #open = true;

  constructor(name: string, state: MailboxState, lease: MailboxLease) {
    this.name = name;
    this.#state = state;
    this.#lease = lease;
  }

  /** What the mailbox holds now. The same object never changes; listen to hear what comes after. */
  snapshot(): MailboxSnapshot {
    const { index, table } = this.#use();
    const { uidValidity, uidNext, highestModseq } = index;
    return { uidValidity, uidNext, highestModseq, uids: table.uids() };
  }

  /** How many messages there are. */
  get count(): number {
    return this.#use().table.count;
  }

  /** What the index takes up in memory, in bytes. */
  get memoryBytes(): number {
    return this.#use().table.memoryBytes;
  }

  /** The keywords that messages of this mailbox have had. */
  get keywords(): readonly string[] {
    return this.#use().keywords.keywords;
  }

  /** One message; undefined where it is gone. */
  message(uid: number): MessageInfo | undefined {
    const row = this.#use().table.rowOfUid(uid);
    return row < 0 ? undefined : this.#infoAt(row);
  }

  /** Messages from one UID to another, both included, ascending. Those that go away meanwhile are left out. */
  *messages(from = 1, to = Infinity): Generator<MessageInfo, void> {
    const { table } = this.#use();
    let uid = from;
    for (let row = table.rowFrom(uid); ;) {
      const { table: now } = this.#use();
      // Rows may have moved while the caller looked at the last one.
      if (now !== table || now.uidAt(row) < uid || (row > 0 && now.uidAt(row - 1) >= uid)) row = now.rowFrom(uid);
      if (row >= now.count || now.uidAt(row) > to) return;
      uid = now.uidAt(row) + 1;
      yield this.#infoAt(row);
      row += 1;
    }
  }

  /** The bytes of a message, or of a part of it. Fails with `NO_SUCH_MESSAGE`. */
  read(uid: number, options: ReadOptions = {}): AsyncGenerator<Buffer, void> {
    return readMessage(this.#use(), uid, options);
  }

  /** Opens a message's file, to read it here and there. Fails with `NO_SUCH_MESSAGE`. Close it. */
  openMessage(uid: number): Promise<MessageFile> {
    return MessageFile.open(this.#use(), uid);
  }

  /** The size with every line ending in CRLF. Where no name tells, the message is read once. Fails with `NO_SUCH_MESSAGE`. */
  virtualSize(uid: number): Promise<number> {
    return virtualSize(this.#use(), uid);
  }

  /** Begins to append a message, piece by piece. */
  beginAppend(options: AppendOptions = {}): Promise<Append> {
    return Append.begin(this.#use(), options);
  }

  /** Appends a message that is there as a whole, or that comes in pieces. */
  async append(
    content: Uint8Array | AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    options: AppendOptions = {},
  ): Promise<Appended> {
    const append = await this.beginAppend(options);
    try {
      for await (const chunk of content instanceof Uint8Array ? [content] : content) {
        if (!append.write(chunk)) await append.drained();
        if (append.failure !== undefined) break;
      }
    } catch (error) {
      await append.abort();
      throw error;
    }
    return append.commit();
  }

  /**
   * Changes flags: `{ add: ["\\Seen"] }`, `{ remove: … }`, `{ set: … }`. UIDs of messages that are gone are passed over.
   * Fails with `TOO_MANY_KEYWORDS`.
   * @returns the UIDs that were left alone because of `unchangedSince`.
   */
  changeFlags(uids: Iterable<number>, change: FlagChange): Promise<number[]> {
    return changeFlags(this.#use(), uids, change);
  }

  /** Takes note of all new messages: they are no longer `recent` to others. @returns their UIDs. */
  acceptNew(): Promise<number[]> {
    return acceptNew(this.#use());
  }

  /** Removes for good what is flagged \Deleted, of `uids` or of all. @returns the UIDs that are gone. */
  expunge(uids?: Iterable<number>): Promise<number[]> {
    return expunge(this.#use(), uids);
  }

  /** Removes for good, whatever the flags. @returns the UIDs that are gone. */
  remove(uids: Iterable<number>): Promise<number[]> {
    return remove(this.#use(), uids);
  }

  /** Copies messages, all or none, with flags and dates. `target` is another open mailbox, or this one. */
  copy(uids: Iterable<number>, target: Mailbox): Promise<Copied> {
    return copyMessages(this.#use(), uids, target.#use());
  }

  /** Moves messages to another open mailbox of the same user. */
  async move(uids: Iterable<number>, target: Mailbox): Promise<Copied> {
    const source = this.#use();
    const to = target.#use();
    if (source.context.userFolder !== to.context.userFolder)
      throw new TypeError("the mailboxes are those of two users");
    return moveMessages(source, uids, to);
  }

  /** Looks now for what others have changed. Fails with `MAILBOX_RESET` where the mailbox is no longer what it was. */
  refresh(): Promise<void> {
    return this.#use().sync();
  }

  /** Calls `listener` with every change, ours and those of others, from now on, in order. @returns what ends that. */
  listen(listener: MailboxListener): () => void {
    this.#use();
    const stop = this.#lease.listen(listener);
    this.#listening.add(stop);
    return () => {
      if (this.#listening.delete(stop)) stop();
    };
  }

  /** Ends it, with its listeners. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    for (const stop of this.#listening) stop();
    this.#lease.release();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #use(): MailboxState {
    if (!this.#open) throw new MaildirError("CLOSED", "the mailbox is closed");
    return this.#state;
  }

  #infoAt(row: number): MessageInfo {
    const { table, keywords } = this.#state;
    const name = table.baseAt(row);
    return {
      uid: table.uidAt(row),
      flags: keywords.namesOf(table.flagsAt(row)),
      modseq: table.modseqAt(row),
      recent: table.placeAt(row) === "new",
      size: sizeInName(name, "S") ?? table.sizes.get(row),
      name,
    };
  }
}
