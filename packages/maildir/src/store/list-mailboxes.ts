import { systemCode } from "../errors/maildir-error.js";
import type { Disk } from "../files/disk.js";
import { folderMailbox, hierarchyDelimiter } from "../names/mailbox-name.js";

/** A mailbox in a list. */
export interface MailboxEntry {
  /** Such as `Work/Projects`. */
  readonly name: string;
  /** False for a level that only exists in the names of others: it can't be opened. */
  readonly exists: boolean;
  readonly hasChildren: boolean;
}

/** The mailboxes of a user, INBOX first, then by name. Folders whose names aren't those of mailboxes, and links, are left out. */
export async function listMailboxes(disk: Disk, userFolder: string): Promise<MailboxEntry[]> {
  const existing = new Set(["INBOX"]);
  for (const folder of await disk.readdir(userFolder)) {
    const name = folderMailbox(folder);
    if (name !== undefined && (await looksLikeMaildir(disk, `${userFolder}/${folder}`))) existing.add(name);
  }
  const parents = new Set<string>();
  for (const name of existing) {
    for (let end = name.lastIndexOf(hierarchyDelimiter); end > 0; end = name.lastIndexOf(hierarchyDelimiter, end - 1)) {
      parents.add(name.slice(0, end));
    }
  }
  return [...new Set([...existing, ...parents])]
    .sort(compareNames)
    .map((name) => ({ name, exists: existing.has(name), hasChildren: parents.has(name) }));
}

function compareNames(left: string, right: string): number {
  if (left === "INBOX" || right === "INBOX") return left === right ? 0 : left === "INBOX" ? -1 : 1;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Other programs make a folder's `cur` first or last; `new` and `tmp` follow when we open it. */
async function looksLikeMaildir(disk: Disk, path: string): Promise<boolean> {
  try {
    return (await disk.lstat(path)).isDirectory() && (await disk.lstat(`${path}/cur`)).isDirectory();
  } catch (error) {
    if (systemCode(error) === "ENOENT" || systemCode(error) === "ENOTDIR") return false;
    throw error;
  }
}
