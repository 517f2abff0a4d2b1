import { randomBytes } from "node:crypto";
import { Delivery } from "../delivery/delivery.js";
import type { DeliveredMessage, DeliveryOptions } from "../delivery/delivery-options.js";
import { MaildirError, systemCode } from "../errors/maildir-error.js";
import { createMaildir, isFolder, isMaildir, syncFolder } from "../files/maildir-folders.js";
import { createNew, fileMode } from "../files/open-flags.js";
import { ProcessLock } from "../files/process-lock.js";
import { removeTree } from "../files/remove-tree.js";
import type { Mailbox } from "../mailbox/mailbox.js";
import { deliveryTarget, type MailboxContext } from "../mailbox/mailbox-context.js";
import type { OpenMailboxes } from "../mailbox/open-mailboxes.js";
import { Maildrop } from "../maildrop/maildrop.js";
import { hierarchyDelimiter, mailboxFolder, normalizeMailboxName } from "../names/mailbox-name.js";
import { listMailboxes, type MailboxEntry } from "./list-mailboxes.js";
import { measureUsage, type Usage } from "./measure-usage.js";
import { SubscriptionsFile } from "./subscriptions-file.js";

/** Where a delivery goes. */
export interface UserDeliveryOptions extends DeliveryOptions {
  /** @default "INBOX" */
  readonly mailbox?: string;
  /** Makes the mailbox where it is missing. @default false: fails with `NO_SUCH_MAILBOX` */
  readonly create?: boolean;
}

/** What Maildir++ has in every folder that isn't the INBOX. */
const folderMark = "maildirfolder";

/** Deleted mailboxes are renamed to this before they are removed. No mailbox name leads there. */
const deletedPrefix = "..twist-deleted-";

/** All mail of one user: the INBOX and the mailboxes below it. */
export class UserMail {
  /** The user's name in the store. */
  readonly name: string;
  readonly #context: MailboxContext;
  readonly #openMailboxes: OpenMailboxes;
  readonly #subscriptions: SubscriptionsFile;
  /** Folders that were found to be Maildirs: a delivery needn't look again. */
  readonly #known = new Set<string>();

  constructor(name: string, context: MailboxContext, openMailboxes: OpenMailboxes) {
    this.name = name;
    this.#context = context;
    this.#openMailboxes = openMailboxes;
    this.#subscriptions = new SubscriptionsFile(context.disk, context.userFolder, context.clock);
  }

  /** Begins a delivery. Write the message, then `commit` it. Fails with `NO_SUCH_MAILBOX` or `INVALID_NAME`. */
  async deliver(options: UserDeliveryOptions = {}): Promise<Delivery> {
    const { mailbox = "INBOX", create = false, ...plan } = options;
    const folder = this.#folder(mailbox);
    if (!this.#known.has(folder)) {
      if (create) await this.#make(folder);
      else await this.#check(folder);
    }
    return new Delivery(
      deliveryTarget(this.#context, folder, () => (create ? this.#make(folder) : this.#check(folder))),
      plan,
    );
  }

  /** Delivers a message that is there as a whole, or that comes in pieces. */
  async deliverMessage(
    content: Uint8Array | AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    options: UserDeliveryOptions = {},
  ): Promise<DeliveredMessage> {
    const delivery = await this.deliver(options);
    try {
      for await (const chunk of content instanceof Uint8Array ? [content] : content) {
        if (!delivery.write(chunk)) await delivery.drained();
        if (delivery.failure !== undefined) break;
      }
    } catch (error) {
      await delivery.abort();
      throw error;
    }
    return delivery.commit();
  }

  /** Opens a mailbox. Fails with `NO_SUCH_MAILBOX`, `INVALID_NAME` or `NOT_A_FOLDER`. */
  async open(name: string): Promise<Mailbox> {
    const normalized = normalizeMailboxName(name);
    const folder = this.#folder(normalized);
    await this.#check(folder);
    return this.#openMailboxes.open(this.#context, normalized, folder);
  }

  /** Opens the INBOX for one POP3 session. Fails with `MAILDROP_IN_USE`. */
  openMaildrop(): Promise<Maildrop> {
    const { disk, clock, userFolder } = this.#context;
    const lock = new ProcessLock(disk, `${userFolder}/twist-maildrop.lock`, { clock });
    return Maildrop.open(lock, clock, () => this.open("INBOX"));
  }

  /** All mailboxes. */
  list(): Promise<MailboxEntry[]> {
    return listMailboxes(this.#context.disk, this.#context.userFolder);
  }

  /** Makes a mailbox. Levels above it needn't exist. Fails with `MAILBOX_EXISTS`. */
  async create(name: string): Promise<void> {
    const folder = this.#folder(name);
    const { disk, userFolder } = this.#context;
    if (folder === userFolder || ((await isFolder(disk, folder)) && (await isFolder(disk, `${folder}/cur`))))
      throw exists();
    await this.#make(folder);
  }

  /** Deletes a mailbox with its messages; the mailboxes below it stay. Fails with `NO_SUCH_MAILBOX` or `MAILBOX_IN_USE`. */
  async delete(name: string): Promise<void> {
    const folder = this.#folder(name);
    const { disk, userFolder } = this.#context;
    if (folder === userFolder) throw new MaildirError("MAILBOX_IN_USE", "the INBOX can't be deleted");
    await this.#check(folder);
    const { bytes, messages } = await measureUsage(disk, [folder]);
    await this.#rename(folder, `${userFolder}/${deletedPrefix}${randomBytes(6).toString("hex")}`);
    this.#context.quota?.release(bytes, messages);
    // With what a process left that was killed here.
    for (const left of await disk.readdir(userFolder)) {
      if (left.startsWith(deletedPrefix)) await removeTree(disk, `${userFolder}/${left}`).catch(ignoreMissing);
    }
  }

  /**
   * Renames a mailbox and those below it. Renaming INBOX moves its messages to a new mailbox and leaves INBOX empty (RFC 9051 §6.3.6).
   * Fails with `NO_SUCH_MAILBOX`, `MAILBOX_EXISTS`, or `INVALID_NAME` where the new name is below the old.
   */
  async rename(from: string, to: string): Promise<void> {
    const source = normalizeMailboxName(from);
    const target = normalizeMailboxName(to);
    if (source === "INBOX") return this.#renameInbox(target);
    const below = source + hierarchyDelimiter;
    if (target.startsWith(below)) throw new MaildirError("INVALID_NAME", "a mailbox can't be moved below itself");
    const existing = (await this.list()).filter(({ exists }) => exists).map(({ name }) => name);
    const moved = existing.filter((name) => name === source || name.startsWith(below));
    if (moved.length === 0) throw noSuchMailbox();
    const pairs = moved.map((name) => ({ name, newName: target + name.slice(source.length) }));
    if (target === "INBOX" || pairs.some(({ newName }) => existing.includes(newName))) throw exists();
    const folders = pairs.map(({ name, newName }) => ({ old: this.#folder(name), new: this.#folder(newName) }));
    for (const folder of folders) await this.#rename(folder.old, folder.new);
  }

  /** The names that the user has subscribed to, which needn't be those of mailboxes. */
  async subscriptions(): Promise<string[]> {
    return (await this.#subscriptions.list()).filter((name) => name !== "");
  }

  async subscribe(name: string): Promise<void> {
    await this.#subscriptions.change([normalizeMailboxName(name)], []);
  }

  async unsubscribe(name: string): Promise<void> {
    await this.#subscriptions.change([], [normalizeMailboxName(name)]);
  }

  /** What all mailboxes hold now, counted from the files: what a quota should begin with. */
  async usage(): Promise<Usage> {
    const names = (await this.list()).filter(({ exists }) => exists).map(({ name }) => name);
    return measureUsage(
      this.#context.disk,
      names.map((name) => this.#folder(name)),
    );
  }

  #folder(name: string): string {
    const folder = mailboxFolder(name);
    return folder === "" ? this.#context.userFolder : `${this.#context.userFolder}/${folder}`;
  }

  /** Fails where it isn't a Maildir. One that lacks some of its folders is completed. */
  async #check(folder: string): Promise<void> {
    const { disk } = this.#context;
    this.#known.delete(folder);
    if (!(await isMaildir(disk, folder))) {
      if (!(await isFolder(disk, folder)) || !(await isFolder(disk, `${folder}/cur`))) throw noSuchMailbox();
      await createMaildir(disk, folder);
    }
    this.#known.add(folder);
  }

  async #make(folder: string): Promise<void> {
    const { disk, userFolder } = this.#context;
    if (await isMaildir(disk, folder)) {
      this.#known.add(folder);
      return;
    }
    await createMaildir(disk, folder);
    if (folder !== userFolder) {
      await markFolder(() => disk.open(`${folder}/${folderMark}`, createNew, fileMode), disk.close.bind(disk));
      await syncFolder(disk, userFolder);
    }
    this.#known.add(folder);
  }

  async #rename(from: string, to: string): Promise<void> {
    const { disk, userFolder } = this.#context;
    this.#known.delete(from);
    this.#known.delete(to);
    await disk.rename(from, to).catch((error: unknown) => {
      throw systemCode(error) === "ENOENT" ? noSuchMailbox() : MaildirError.from(error);
    });
    this.#openMailboxes.reset(from);
    await syncFolder(disk, userFolder);
  }

  async #renameInbox(target: string): Promise<void> {
    await this.create(target);
    using inbox = await this.open("INBOX");
    using moved = await this.open(target);
    await inbox.move(inbox.snapshot().uids, moved);
  }
}

async function markFolder(open: () => Promise<number>, close: (fd: number) => void): Promise<void> {
  try {
    close(await open());
  } catch (error) {
    if (systemCode(error) !== "EEXIST") throw error;
  }
}

function ignoreMissing(error: unknown): void {
  // Another process removes the same.
  if (systemCode(error) !== "ENOENT" && systemCode(error) !== "ENOTEMPTY") throw error;
}

function noSuchMailbox(): MaildirError {
  return new MaildirError("NO_SUCH_MAILBOX", "there is no such mailbox");
}

function exists(): MaildirError {
  return new MaildirError("MAILBOX_EXISTS", "the mailbox exists");
}
