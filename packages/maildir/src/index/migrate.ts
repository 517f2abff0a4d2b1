import { systemCode } from "../errors/maildir-error.js";
import type { Disk } from "../files/disk.js";
import { createNew, fileMode } from "../files/open-flags.js";
import { syncFolder } from "../files/maildir-folders.js";
import { readWholeFile } from "../files/read-whole-file.js";
import { maxUIDListBytes, parseDovecotUIDList, type DovecotUIDList } from "./dovecot-uidlist.js";
import { indexFileName } from "./index-file.js";

/** Says that Dovecot's UIDs were taken over once. */
const markerName = "twist-migrated";

/**
 * Dovecot's UIDs, for a mailbox that we open for the first time: its clients needn't download everything again. Only the
 * first time: were our index lost later, Dovecot's list would know nothing of the UIDs that we have given since, and
 * we would give them to other messages.
 */
export async function migrate(disk: Disk, folder: string): Promise<DovecotUIDList | undefined> {
  if (await isThere(disk, `${folder}/${indexFileName}`)) return undefined;
  const content = await readWholeFile(disk, `${folder}/dovecot-uidlist`, maxUIDListBytes);
  const uidlist = content === undefined ? undefined : parseDovecotUIDList(content);
  if (uidlist === undefined) return undefined;
  try {
    disk.close(await disk.open(`${folder}/${markerName}`, createNew, fileMode));
  } catch (error) {
    if (systemCode(error) === "EEXIST") return undefined;
    throw error;
  }
  await syncFolder(disk, folder);
  return uidlist;
}

async function isThere(disk: Disk, path: string): Promise<boolean> {
  try {
    await disk.lstat(path);
    return true;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return false;
    throw error;
  }
}
