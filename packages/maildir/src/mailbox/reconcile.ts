import type { IndexChanges } from "../index/index-changes.js";
import type { MailboxIndex } from "../index/mailbox-index.js";
import type { MessageTable, Place } from "../index/message-table.js";
import { baseLength, compareArrival } from "../names/message-name.js";
import type { FolderListing } from "./folder-scan.js";

/** A file of a mailbox. */
export interface PlacedFile {
  readonly place: Place;
  readonly name: string;
}

/** How a listing and the index disagree. */
export interface Differences {
  /** Files that have no UID, in the order of arrival. */
  readonly unknown: readonly PlacedFile[];
  /** Files whose flags aren't those in the index. */
  readonly flagged: readonly PlacedFile[];
  /** 1 for each row whose file is there; undefined where all are. */
  readonly keep: Uint8Array | undefined;
}

/** Compares, and notes where files are that the index knows. */
export function compareListing(table: MessageTable, listing: FolderListing): Differences {
  const seen = new Uint8Array(table.count);
  const unknown = new Map<string, PlacedFile>();
  const flagged = new Map<number, PlacedFile>();
  const look = (place: Place, names: readonly string[]): void => {
    for (const name of names) {
      if (name.charCodeAt(0) === 0x2e || baseLength(name) === 0) continue;
      const row = table.rowOfFile(name);
      if (row < 0) {
        unknown.set(name.slice(0, baseLength(name)), { place, name });
        continue;
      }
      seen[row] = 1;
      const flags = table.setFile(row, place, name);
      if (flags !== table.flagsAt(row)) flagged.set(row, { place, name });
      else flagged.delete(row);
    }
  };
  // What is in both was being moved: `cur` is where it went.
  if (listing.new !== undefined) look("new", listing.new);
  if (listing.cur !== undefined) look("cur", listing.cur);
  let missing = false;
  for (let row = 0; row < seen.length; row += 1) {
    if (seen[row] === 0 && listing[table.placeAt(row)] === undefined) seen[row] = 1;
    missing ||= seen[row] === 0;
  }
  const arrived = [...unknown.values()].sort((left, right) => compareArrival(left.name, right.name));
  return { unknown: arrived, flagged: [...flagged.values()], keep: missing ? seen : undefined };
}

/** Whether there are any. */
export function differ({ unknown, flagged, keep }: Differences): boolean {
  return unknown.length + flagged.length > 0 || keep !== undefined;
}

/** Makes the index say what the files say. */
export function applyDifferences(
  index: MailboxIndex,
  { unknown, flagged, keep }: Differences,
  changes: IndexChanges,
): void {
  for (const { place, name } of flagged) {
    const row = index.table.rowOfFile(name);
    if (row >= 0) index.changeFlags(row, place, name, changes);
  }
  // Before new ones are added, since `keep` has the rows of before.
  if (keep !== undefined) index.remove(keep, changes);
  for (const { place, name } of unknown) index.add(place, name, changes);
}
