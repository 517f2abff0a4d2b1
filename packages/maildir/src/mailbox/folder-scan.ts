import type { BigIntStats } from "node:fs";
import type { ReactorTime } from "@twist/core";
import { MaildirError, systemCode } from "../errors/maildir-error.js";
import type { Disk } from "../files/disk.js";
import type { Place } from "../index/message-table.js";

/** The names in a mailbox's two folders; undefined for one that hasn't changed since the last scan. */
export interface FolderListing {
  readonly new: readonly string[] | undefined;
  readonly cur: readonly string[] | undefined;
  /** Whether somebody changed a folder while it was read: what seems to be missing may have been renamed. */
  readonly unsteady: boolean;
}

/** File systems tell times in steps, of up to two seconds: a folder that changed so lately may have changed again with the same time. */
const youngMs = 2000;

interface Stamp {
  readonly text: string;
  readonly firstSeenMs: number;
  /** Whether the folder was read at a time when the stamp was no longer young. */
  trusted: boolean;
}

/** Reads the names of a mailbox's files, and skips a folder that can't have changed. */
export class FolderScan {
  readonly #disk: Disk;
  readonly #folder: string;
  readonly #clock: ReactorTime;
  readonly #stamps = new Map<Place, Stamp>();

  constructor(disk: Disk, folder: string, clock: ReactorTime) {
    this.#disk = disk;
    this.#folder = folder;
    this.#clock = clock;
  }

  /** The next scan reads everything. */
  forget(): void {
    this.#stamps.clear();
  }

  /** Fails with `NO_SUCH_MAILBOX` where the folders are gone. */
  async scan(): Promise<FolderListing> {
    try {
      // `new` first: a message that another program moves to `cur` meanwhile is then seen twice, and not never.
      const inNew = await this.#list("new");
      const inCur = await this.#list("cur");
      const unsteady = inNew?.unsteady === true || inCur?.unsteady === true;
      return { new: inNew?.names, cur: inCur?.names, unsteady };
    } catch (error) {
      const code = systemCode(error);
      if (code === "ENOENT" || code === "ENOTDIR")
        throw new MaildirError("NO_SUCH_MAILBOX", "the mailbox is gone", error);
      throw error;
    }
  }

  async #list(place: Place): Promise<{ names: string[]; unsteady: boolean } | undefined> {
    const path = `${this.#folder}/${place}`;
    const text = stampOf(await this.#disk.lstat(path));
    const known = this.#stamps.get(place);
    if (known?.text === text && known.trusted) return undefined;
    const now = this.#clock.now();
    const firstSeenMs = known?.text === text ? known.firstSeenMs : now;
    const names = await this.#disk.readdir(path);
    const unsteady = stampOf(await this.#disk.lstat(path)) !== text;
    this.#stamps.set(place, { text, firstSeenMs, trusted: now - firstSeenMs > youngMs });
    return { names, unsteady };
  }
}

function stampOf({ ino, mtimeNs, ctimeNs }: BigIntStats): string {
  return `${String(ino)} ${String(mtimeNs)} ${String(ctimeNs)}`;
}
