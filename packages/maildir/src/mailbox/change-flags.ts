import { systemCode } from "../errors/maildir-error.js";
import type { IndexChanges } from "../index/index-changes.js";
import { filePath } from "../names/file-path.js";
import { formatFlagLetters } from "../names/flag-mask.js";
import type { MailboxState } from "./mailbox-state.js";
import { pathOfRow } from "./message-file.js";

/** A change of flags. `set` comes first, then `add`, then `remove`. */
export interface FlagChange {
  /** The flags from now on, in place of all that there are. @default those that there are */
  readonly set?: readonly string[];
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
  /** Leaves alone what has changed since this modification sequence (RFC 7162 §3.1.3). @default Infinity */
  readonly unchangedSince?: number;
}

/** The masks of a {@link FlagChange}. */
interface MaskChange {
  readonly keep: number;
  readonly add: number;
  readonly remove: number;
  readonly unchangedSince: number;
}

/** How often a file is looked for that others rename. */
const attempts = 4;

/**
 * Changes flags, each message's in one step. What others change at the same time is kept: `add` and `remove` are applied to what is there.
 * @returns the UIDs that were left alone because of `unchangedSince`.
 */
export async function changeFlags(state: MailboxState, uids: Iterable<number>, change: FlagChange): Promise<number[]> {
  return state.transaction(async (changes) => {
    const masks = await masksOf(state, change);
    const refused: number[] = [];
    let left = [...new Set(uids)];
    for (let attempt = 1; left.length > 0; attempt += 1) {
      const missed: number[] = [];
      for (const uid of left) {
        const outcome = await changeOne(state, uid, masks, changes);
        if (outcome === "missed") missed.push(uid);
        else if (outcome === "refused") refused.push(uid);
      }
      if (missed.length === 0 || attempt === attempts) break;
      await state.lookAgain(changes);
      left = missed;
    }
    return refused;
  });
}

async function masksOf({ keywords }: MailboxState, change: FlagChange): Promise<MaskChange> {
  const { set, add = [], remove = [], unchangedSince = Infinity } = change;
  const added = await keywords.maskOf([...(set ?? []), ...add]);
  return { keep: set === undefined ? 0xffff_ffff : 0, add: added, remove: keywords.knownMask(remove), unchangedSince };
}

async function changeOne(
  state: MailboxState,
  uid: number,
  masks: MaskChange,
  changes: IndexChanges,
): Promise<"done" | "missed" | "refused"> {
  const { table, index, folder, context } = state;
  const row = table.rowOfUid(uid);
  if (row < 0) return "done";
  if (table.modseqAt(row) > masks.unchangedSince) return "refused";
  const flags = (((table.flagsAt(row) & masks.keep) | masks.add) & ~masks.remove) >>> 0;
  if (flags === table.flagsAt(row)) return "done";
  const letters = Array.from(formatFlagLetters(flags) + table.unknownLettersAt(row))
    .sort()
    .join("");
  const name = `${table.baseAt(row)}:2,${letters}`;
  try {
    await context.disk.rename(pathOfRow(state, row), filePath(`${folder}/cur`, name));
  } catch (error) {
    if (systemCode(error) === "ENOENT") return "missed";
    throw error;
  }
  index.changeFlags(row, "cur", name, changes);
  return "done";
}

/** Moves what is in `new` to `cur`: from now on it has been seen by a session. @returns its UIDs. */
export async function acceptNew(state: MailboxState): Promise<number[]> {
  return state.transaction(async () => {
    const { table, folder, context } = state;
    const accepted: number[] = [];
    for (let row = 0; row < table.count; row += 1) {
      if (table.placeAt(row) !== "new") continue;
      const name = `${table.baseAt(row)}:2,${formatFlagLetters(table.flagsAt(row))}`;
      try {
        await context.disk.rename(pathOfRow(state, row), filePath(`${folder}/cur`, name));
        table.setFile(row, "cur", name);
        accepted.push(table.uidAt(row));
      } catch (error) {
        // Another program moved it, and it was new to that one.
        if (systemCode(error) !== "ENOENT") throw error;
      }
    }
    return accepted;
  });
}
