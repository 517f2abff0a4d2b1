import { dirname, resolve } from "node:path";
import { reactor, type ReactorTime } from "@twist/core";
import type { Quota } from "@twist/core/filesystem";
import { MaildirError, systemCode } from "../errors/maildir-error.js";
import { DirectorySync } from "../files/directory-sync.js";
import { nodeDisk, type Disk } from "../files/disk.js";
import { createMaildir, isFolder, syncFolder } from "../files/maildir-folders.js";
import { folderMode } from "../files/open-flags.js";
import type { MailboxContext, WatchOptions } from "../mailbox/mailbox-context.js";
import { OpenMailboxes } from "../mailbox/open-mailboxes.js";
import { UniqueNames } from "../names/unique-names.js";
import { checkUserName } from "../names/user-name.js";
import { UserMail } from "./user-mail.js";

/** How a store keeps mail. */
export interface MaildirStoreOptions {
  /** @default the process's reactor */
  readonly clock?: ReactorTime;
  /** The largest message, in bytes. @default 64 MiB */
  readonly maxMessageBytes?: number;
  /** Whether a delivery waits until the disk has the message. Without it, a power failure may lose what was acknowledged. @default true */
  readonly durable?: boolean;
  /** What a user may store: asked once for each user and kept, so give the same object for the same user. @default no limit */
  readonly quota?: (user: string) => Quota | undefined;
  /** How changes by others are noticed. */
  readonly watch?: Partial<WatchOptions>;
  /** The name of this host in file names. @default the system's */
  readonly host?: string;
  /** How files are reached: a test can count calls, or fail them. @default node:fs */
  readonly disk?: Disk;
}

/** The limits of a store that is given no others. */
export const defaultMaildirLimits = Object.freeze({ maxMessageBytes: 64 * 1024 * 1024 });

/** So many users are remembered. */
const maxUsers = 10_000;

/**
 * Mail on disk: below `root` a Maildir for each user, as Dovecot, Postfix, Courier, mutt and mbsync know it. Other programs may use the same
 * files at the same time. The tree should be writable only for the users that these programs run as.
 */
export class MaildirStore {
  readonly #root: string;
  readonly #shared: Omit<MailboxContext, "userFolder" | "quota">;
  readonly #quota: ((user: string) => Quota | undefined) | undefined;
  readonly #openMailboxes = new OpenMailboxes();
  readonly #users = new Map<string, UserMail>();

  /** Nothing is touched before it is used. */
  constructor(root: string, options: MaildirStoreOptions = {}) {
    const { clock = reactor, durable = true, disk = nodeDisk, quota, host, watch = {} } = options;
    const { maxMessageBytes = defaultMaildirLimits.maxMessageBytes } = options;
    if (!(maxMessageBytes > 0)) throw new RangeError("maxMessageBytes is not a positive number");
    this.#root = resolve(root);
    this.#quota = quota;
    this.#shared = {
      disk,
      clock,
      durable,
      maxMessageBytes,
      names: new UniqueNames(clock, host),
      directorySync: new DirectorySync(disk),
      watch: { coalesceMs: 100, pollMs: 30_000, useSystem: true, ...watch },
    };
  }

  /** A user's mail; the Maildir is made where there is none. Fails with `INVALID_NAME` or `NOT_A_FOLDER`. */
  async user(name: string): Promise<UserMail> {
    const known = this.#users.get(checkUserName(name));
    if (known !== undefined) return known;
    const folder = `${this.#root}/${name}`;
    const { disk } = this.#shared;
    if (!(await isFolder(disk, folder))) await this.#createUser(folder);
    else await createMaildir(disk, folder);
    return this.#remember(name, folder);
  }

  /** A user's mail, where there is some. Fails with `NO_SUCH_USER`, `INVALID_NAME` or `NOT_A_FOLDER`. */
  async existingUser(name: string): Promise<UserMail> {
    const folder = `${this.#root}/${checkUserName(name)}`;
    if (!(await isFolder(this.#shared.disk, folder)))
      throw new MaildirError("NO_SUCH_USER", "there is no mail of that user");
    return this.user(name);
  }

  async #createUser(folder: string): Promise<void> {
    const { disk } = this.#shared;
    await this.#createRoot();
    await createMaildir(disk, folder);
    // The root itself may be a symbolic link, which "/." follows: that is the administrator's.
    await syncFolder(disk, `${this.#root}/.`);
  }

  async #createRoot(): Promise<void> {
    const { disk } = this.#shared;
    try {
      await disk.mkdir(this.#root, folderMode);
      await syncFolder(disk, dirname(this.#root));
    } catch (error) {
      if (systemCode(error) !== "EEXIST") throw MaildirError.from(error);
    }
  }

  #remember(name: string, folder: string): UserMail {
    // Two may have asked at the same time.
    const known = this.#users.get(name);
    if (known !== undefined) return known;
    const context = { ...this.#shared, userFolder: folder, quota: this.#quota?.(name) };
    const user = new UserMail(name, context, this.#openMailboxes);
    const [oldest] = this.#users.keys();
    if (this.#users.size >= maxUsers && oldest !== undefined) this.#users.delete(oldest);
    this.#users.set(name, user);
    return user;
  }
}
