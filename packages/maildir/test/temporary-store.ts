import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Clock } from "@twist/core/testing";
import { MaildirStore, type MaildirStoreOptions } from "../src/store/maildir-store.js";
import type { UserMail } from "../src/store/user-mail.js";
import type { Mailbox } from "../src/mailbox/mailbox.js";
import { TemporaryFolder } from "./temporary-folder.js";

/** A store in a folder of its own, in virtual time, with the user `ada`. */
export class TemporaryStore implements Disposable {
  readonly folder = new TemporaryFolder();
  readonly clock = new Clock();
  readonly store: MaildirStore;

  constructor(options: MaildirStoreOptions = {}) {
    this.store = this.another(options);
  }

  /** A second store over the same files, as another process would have. */
  another(options: MaildirStoreOptions = {}): MaildirStore {
    return new MaildirStore(this.folder.path, {
      clock: this.clock,
      host: "host",
      watch: { useSystem: false },
      ...options,
    });
  }

  ada(): Promise<UserMail> {
    return this.store.user("ada");
  }

  /** A file of ada's. */
  path(...names: string[]): string {
    return join(this.folder.path, "ada", ...names);
  }

  /** The names in a folder of ada's. */
  names(...path: string[]): string[] {
    const folder = this.path(...path);
    return existsSync(folder) ? readdirSync(folder).sort() : [];
  }

  [Symbol.dispose](): void {
    this.folder[Symbol.dispose]();
  }
}

/** The text of a message. */
export async function textOf(mailbox: Mailbox, uid: number): Promise<string> {
  let text = "";
  for await (const chunk of mailbox.read(uid)) text += chunk.toString("latin1");
  return text;
}

/** UIDs with texts. */
export async function textsOf(mailbox: Mailbox): Promise<Map<number, string>> {
  const texts = new Map<number, string>();
  for (const uid of mailbox.snapshot().uids) texts.set(uid, await textOf(mailbox, uid));
  return texts;
}
