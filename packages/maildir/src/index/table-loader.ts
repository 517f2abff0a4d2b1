import type { IndexChanges } from "./index-changes.js";
import type { RecordTarget } from "./index-record.js";
import type { MessageTable } from "./message-table.js";

/** Applies records to a table. What contradicts the table is passed over: the files are what counts, and they are looked at next. */
export class TableLoader implements RecordTarget {
  readonly #table: MessageTable;
  readonly #changes: IndexChanges | undefined;
  /** The highest that any record told. */
  highestUID = 0;
  highestModseq = 0;

  constructor(table: MessageTable, changes?: IndexChanges) {
    this.#table = table;
    this.#changes = changes;
  }

  add(uid: number, base: string, flags: number, modseq: number): void {
    this.#note(modseq);
    const last = this.#table.count === 0 ? 0 : this.#table.uidAt(this.#table.count - 1);
    this.highestUID = Math.max(this.highestUID, uid);
    if (uid <= last || base === "" || this.#table.rowOfFile(base) >= 0) return;
    this.#table.append(uid, base, flags, modseq);
    this.#changes?.added.push(uid);
  }

  changeFlags(uid: number, flags: number, modseq: number): void {
    this.#note(modseq);
    const row = this.#table.rowOfUid(uid);
    if (row < 0) return;
    this.#table.setFlags(row, flags, modseq);
    this.#changes?.flagged.push(uid);
  }

  remove(uids: Uint32Array, modseq: number): void {
    this.#note(modseq);
    const keep = new Uint8Array(this.#table.count).fill(1);
    let removed = 0;
    for (const uid of uids) {
      const row = this.#table.rowOfUid(uid);
      if (row < 0 || keep[row] === 0) continue;
      keep[row] = 0;
      removed += 1;
      this.#changes?.expunged.push(uid);
    }
    if (removed > 0) this.#table.retain(keep);
  }

  #note(modseq: number): void {
    this.highestModseq = Math.max(this.highestModseq, modseq);
  }
}
