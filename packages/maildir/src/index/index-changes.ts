import type { MessageTable } from "./message-table.js";

/** What became different, by UID: gathered while records are made or applied. */
export class IndexChanges {
  readonly added: number[] = [];
  readonly flagged: number[] = [];
  readonly expunged: number[] = [];

  get isEmpty(): boolean {
    return this.added.length + this.flagged.length + this.expunged.length === 0;
  }

  /** What is different between two tables of one mailbox. Both are in the order of UIDs. */
  compare(before: MessageTable, after: MessageTable): void {
    let old = 0;
    for (let row = 0; row < after.count; row += 1) {
      const uid = after.uidAt(row);
      for (; old < before.count && before.uidAt(old) < uid; old += 1) this.expunged.push(before.uidAt(old));
      if (old < before.count && before.uidAt(old) === uid) {
        if (before.flagsAt(old) !== after.flagsAt(row)) this.flagged.push(uid);
        old += 1;
      } else this.added.push(uid);
    }
    for (; old < before.count; old += 1) this.expunged.push(before.uidAt(old));
  }
}
