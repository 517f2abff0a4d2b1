import type { Disk } from "../files/disk.js";
import type { DovecotUIDList } from "./dovecot-uidlist.js";
import type { IndexChanges } from "./index-changes.js";
import { IndexFile, newGeneration, type IndexContent } from "./index-file.js";
import { recordsStart, type IndexSlot } from "./index-header.js";
import { readRecords, RecordWriter } from "./index-record.js";
import { MessageTable, type Place } from "./message-table.js";
import { TableLoader } from "./table-loader.js";

/** A file this small is never worth rewriting. */
const smallFileBytes = 64 * 1024;

/** What an `add` record takes besides the name. */
const recordOverheadBytes = 18;

/**
 * What is known of a mailbox's messages and no file name tells: their UIDs, and when they last changed. In memory it is a
 * table; on disk, records behind a header. Flags are in it only so that a change made while nobody looked gets a new
 * modification sequence. Whatever it says, the files are right.
 *
 * Reading needs no lock. Everything else is done in a transaction: with the lock of the mailbox held, `refresh`, then changes,
 * then `commit`.
 */
export class MailboxIndex {
  readonly #file: IndexFile;
  #table = new MessageTable();
  #generation = 0;
  #uidValidity = 0;
  #slot: IndexSlot = { sequence: 0, committed: recordsStart, uidNext: 1, highestModseq: 1 };
  #writer: RecordWriter | undefined;
  #modseq = 0;
  #uidNext = 1;

  constructor(disk: Disk, folder: string) {
    this.#file = new IndexFile(disk, folder);
  }

  get table(): MessageTable {
    return this.#table;
  }

  get uidValidity(): number {
    return this.#uidValidity;
  }

  /** The UID that the next message gets. */
  get uidNext(): number {
    return this.#uidNext;
  }

  /** RFC 7162 §3.1.2.1. */
  get highestModseq(): number {
    return this.#modseq;
  }

  /** Reads the file. "damaged" where its end is lost or can't be believed: then `rewrite` it; "missing" where there is nothing: then `create` one. */
  async load(): Promise<"good" | "damaged" | "missing"> {
    const content = await this.#file.read();
    if (content === undefined) return "missing";
    return this.#take(content);
  }

  /** Makes a new file for a mailbox without one. `uidlist` is Dovecot's, of which those messages are taken that `exists` tells of. */
  async create(uidValidity: number, uidlist?: DovecotUIDList, exists?: (base: string) => boolean): Promise<void> {
    this.#table = new MessageTable();
    this.#uidValidity = uidValidity;
    this.#uidNext = uidlist?.uidNext ?? 1;
    this.#modseq = Math.max(1, this.#modseq);
    for (const { uid, base } of uidlist?.messages ?? []) {
      if (exists?.(base) === true && this.#table.rowOfFile(base) < 0) this.#table.append(uid, base, 0, this.#modseq);
    }
    await this.rewrite();
  }

  /** Writes all that is known to a new file. */
  async rewrite(): Promise<void> {
    const generation = newGeneration();
    const writer = new RecordWriter(generation);
    const table = this.#table;
    for (let row = 0; row < table.count; row += 1) {
      writer.add(table.uidAt(row), table.baseAt(row), table.flagsAt(row), table.modseqAt(row));
    }
    const records = writer.finish();
    const slot = {
      sequence: 2,
      committed: recordsStart + records.length,
      uidNext: this.#uidNext,
      highestModseq: this.#modseq,
    };
    await this.#file.replace({ generation, uidValidity: this.#uidValidity }, slot, records);
    this.#generation = generation;
    this.#slot = slot;
    this.#writer = undefined;
  }

  /**
   * Takes in what other processes wrote.
   * @returns "same", "more" where they had written something, "reset" where the mailbox has got another UIDVALIDITY, of which nothing was taken in.
   */
  async refresh(changes: IndexChanges): Promise<"same" | "more" | "reset"> {
    const more = await this.#file.readOn(this.#generation, this.#slot.committed);
    if (more === undefined) {
      // Somebody removed it, broke it or cut it off. We still know all that it said.
      await this.rewrite();
      return "same";
    }
    if (more === "replaced") return this.#reload(changes);
    const loader = new TableLoader(this.#table, changes);
    // Not only up to what the slot says: another process may have read and told of what lies behind.
    const length = readRecords(more.bytes, 0, this.#generation, loader);
    this.#adopt(more.slot, loader, this.#slot.committed + length);
    if (this.#slot.committed < more.slot.committed) await this.rewrite();
    return length > 0 ? "more" : "same";
  }

  /** Gives a file the next UID. */
  add(place: Place, fileName: string, changes: IndexChanges): number {
    const uid = this.#uidNext;
    this.#uidNext += 1;
    const row = this.#table.count;
    this.#table.append(uid, fileName, 0, this.#modseqOfChange());
    const flags = this.#table.setFile(row, place, fileName);
    if (flags !== 0) this.#table.setFlags(row, flags, this.#modseq);
    this.#table.setFile(row, place, fileName);
    this.#records().add(uid, fileName, flags, this.#modseq);
    changes.added.push(uid);
    return uid;
  }

  /** Notes the flags of a message whose file has them already, and where that is. */
  changeFlags(row: number, place: Place, fileName: string, changes: IndexChanges): void {
    const flags = this.#table.setFile(row, place, fileName);
    this.#table.setFlags(row, flags, this.#modseqOfChange());
    this.#table.setFile(row, place, fileName);
    const uid = this.#table.uidAt(row);
    this.#records().changeFlags(uid, flags, this.#modseq);
    changes.flagged.push(uid);
  }

  /** Forgets messages whose files are gone: those whose `keep` is 0. Rows move. */
  remove(keep: Uint8Array, changes: IndexChanges): void {
    const uids = this.#table.uids().filter((_, row) => keep[row] !== 1);
    if (uids.length === 0) return;
    this.#records().remove(uids, this.#modseqOfChange());
    this.#table.retain(keep);
    for (const uid of uids) changes.expunged.push(uid);
  }

  /**
   * Writes what was changed since `refresh`.
   * @param durable Whether to wait until the disk has it: where UIDs were given, before anybody hears of them.
   */
  async commit(durable: boolean): Promise<void> {
    const records = this.#writer?.finish();
    this.#writer = undefined;
    if (records === undefined) return;
    const { sequence, committed } = this.#slot;
    const slot = {
      sequence: sequence + 1,
      committed: committed + records.length,
      uidNext: this.#uidNext,
      highestModseq: this.#modseq,
    };
    try {
      await this.#file.append(this.#generation, slot, records, durable);
      this.#slot = slot;
      if (slot.committed > smallFileBytes && slot.committed > 3 * this.#liveBytes()) await this.rewrite();
    } catch (error) {
      // What memory says was never written: the next refresh reads the whole file.
      this.#generation = 0;
      throw error;
    }
  }

  #take(content: IndexContent): "good" | "damaged" {
    const { header, slot, bytes } = content;
    this.#table = new MessageTable();
    this.#generation = header.generation;
    this.#uidValidity = header.uidValidity;
    const loader = new TableLoader(this.#table);
    const end = readRecords(bytes, recordsStart, header.generation, loader);
    this.#adopt(slot, loader, end);
    this.#table.trim();
    return end < slot.committed ? "damaged" : "good";
  }

  /** Records may go beyond the slot, where a process was killed between the two, and the slot beyond the records, where some were lost. */
  #adopt(slot: IndexSlot, loader: TableLoader, end: number): void {
    this.#slot = { ...slot, committed: end };
    this.#uidNext = Math.max(this.#uidNext, slot.uidNext, loader.highestUID + 1);
    this.#modseq = Math.max(this.#modseq, slot.highestModseq, loader.highestModseq);
  }

  async #reload(changes: IndexChanges): Promise<"more" | "reset"> {
    const content = await this.#file.read();
    if (content?.header.uidValidity !== this.#uidValidity) return "reset";
    const before = this.#table;
    if (this.#take(content) === "damaged") await this.rewrite();
    changes.compare(before, this.#table);
    return "more";
  }

  #modseqOfChange(): number {
    // One for the whole transaction.
    if (this.#writer === undefined) this.#modseq += 1;
    return this.#modseq;
  }

  #records(): RecordWriter {
    this.#writer ??= new RecordWriter(this.#generation);
    return this.#writer;
  }

  #liveBytes(): number {
    return this.#table.nameBytes + this.#table.count * recordOverheadBytes;
  }
}
