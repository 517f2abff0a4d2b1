import { systemCode } from "../errors/maildir-error.js";
import type { IndexChanges } from "../index/index-changes.js";
import type { FilePath } from "../files/disk.js";
import { deletedBit } from "../names/flag-mask.js";
import { sizeInName } from "../names/message-name.js";
import type { MailboxState } from "./mailbox-state.js";
import { pathOfRow } from "./message-file.js";

/** How often a file is looked for that others rename. */
const attempts = 4;

/**
 * Removes messages for good: those of `uids`, or all of them, that have the flag \Deleted.
 * @returns the UIDs of those that are gone.
 */
export function expunge(state: MailboxState, uids?: Iterable<number>): Promise<number[]> {
  return state.transaction((changes) => {
    const { table } = state;
    const wanted = [...new Set(uids ?? table.uids())];
    const deleted = wanted.filter((uid) => {
      const row = table.rowOfUid(uid);
      return row >= 0 && (table.flagsAt(row) & deletedBit) !== 0;
    });
    return takeAway(state, deleted, changes, (path, uid) => unlink(state, path, uid));
  });
}

/** Removes messages whatever their flags, as POP3 does. @returns the UIDs of those that are gone. */
export function remove(state: MailboxState, uids: Iterable<number>): Promise<number[]> {
  return state.transaction((changes) =>
    takeAway(state, [...new Set(uids)], changes, (path, uid) => unlink(state, path, uid)),
  );
}

/**
 * In a transaction: does something with the files of messages that ends their being here, and forgets them.
 * What others rename meanwhile is looked for again; what fails ends it, and what was done before stands.
 */
export async function takeAway(
  state: MailboxState,
  uids: readonly number[],
  changes: IndexChanges,
  away: (path: FilePath, uid: number) => Promise<void>,
): Promise<number[]> {
  const { table } = state;
  const gone = new Set<number>();
  try {
    let left = uids.filter((uid) => table.rowOfUid(uid) >= 0);
    for (let attempt = 1; left.length > 0; attempt += 1) {
      const missed: number[] = [];
      for (const uid of left) {
        if (await tryAway(state, uid, away)) gone.add(uid);
        else missed.push(uid);
      }
      if (missed.length === 0 || attempt === attempts) break;
      forget(state, gone, changes);
      await state.lookAgain(changes);
      left = missed.filter((uid) => state.table.rowOfUid(uid) >= 0);
    }
  } finally {
    forget(state, gone, changes);
  }
  return uids.filter((uid) => gone.has(uid));
}

async function tryAway(
  state: MailboxState,
  uid: number,
  away: (path: FilePath, uid: number) => Promise<void>,
): Promise<boolean> {
  try {
    await away(pathOfRow(state, state.table.rowOfUid(uid)), uid);
    return true;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return false;
    throw error;
  }
}

function forget(state: MailboxState, gone: ReadonlySet<number>, changes: IndexChanges): void {
  const { table, index } = state;
  const keep = new Uint8Array(table.count).fill(1);
  for (const uid of gone) {
    const row = table.rowOfUid(uid);
    if (row >= 0) keep[row] = 0;
  }
  index.remove(keep, changes);
}

async function unlink(state: MailboxState, path: FilePath, uid: number): Promise<void> {
  const { disk, quota } = state.context;
  const size = quota === undefined ? 0 : await storedSize(state, path, uid);
  await disk.unlink(path);
  quota?.release(size, 1);
}

/** The size of a message's file: from its name, or from the disk. */
export async function storedSize(state: MailboxState, path: FilePath, uid: number): Promise<number> {
  const { table, context } = state;
  const row = table.rowOfUid(uid);
  const known = row < 0 ? undefined : (sizeInName(table.baseAt(row), "S") ?? table.sizes.get(row));
  if (known !== undefined) return known;
  const size = Number((await context.disk.lstat(path)).size);
  const now = table.rowOfUid(uid);
  if (now >= 0) table.sizes.set(now, size);
  return size;
}
