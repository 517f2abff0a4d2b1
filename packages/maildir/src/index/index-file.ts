import { randomInt } from "node:crypto";
import { systemCode } from "../errors/maildir-error.js";
import type { Disk } from "../files/disk.js";
import { createNew, fileMode, readOnly, readWrite } from "../files/open-flags.js";
import { syncFolder } from "../files/maildir-folders.js";
import {
  decodeHeader,
  decodeSlots,
  encodeHeader,
  encodeSlot,
  recordsStart,
  slotPosition,
  type IndexHeader,
  type IndexSlot,
} from "./index-header.js";

/** The name of our index in a mailbox's folder. Its lock has `.lock` behind it. */
export const indexFileName = "twist-index";

/** An index as it was read. */
export interface IndexContent {
  readonly header: IndexHeader;
  readonly slot: IndexSlot;
  /** All of the file. */
  readonly bytes: Buffer;
}

/** The bytes of the index: reads all or what is new, appends, replaces. Who calls it holds the mailbox's lock, but for `read`. */
export class IndexFile {
  readonly #disk: Disk;
  readonly #folder: string;
  readonly #path: string;

  constructor(disk: Disk, folder: string) {
    this.#disk = disk;
    this.#folder = folder;
    this.#path = `${folder}/${indexFileName}`;
  }

  /** The whole file; undefined where there is none, or none whose beginning is to be believed. */
  async read(): Promise<IndexContent | undefined> {
    const bytes = await this.#readFrom(0);
    return bytes === undefined ? undefined : contentOf(bytes);
  }

  /**
   * What came behind `end` in the file of this generation: its slot and the bytes, beginning at `end`. "replaced" where another
   * file has its place, undefined where there is none to be believed, or one that ends before.
   */
  async readOn(generation: number, end: number): Promise<{ slot: IndexSlot; bytes: Buffer } | "replaced" | undefined> {
    const start = await this.#readFrom(0, recordsStart);
    const content = start === undefined ? undefined : contentOf(start);
    if (content === undefined) return undefined;
    if (content.header.generation !== generation) return "replaced";
    const bytes = await this.#readFrom(end);
    return bytes === undefined ? undefined : { slot: content.slot, bytes };
  }

  /** Writes `records` at `slot.committed - records.length`, cuts off what stands behind, and then the slot. */
  async append(generation: number, slot: IndexSlot, records: Buffer, durable: boolean): Promise<void> {
    const fd = await this.#disk.open(this.#path, readWrite);
    try {
      const at = slot.committed - records.length;
      // What a process wrote that was killed before it wrote its slot.
      if ((await this.#disk.stat(fd)).size > BigInt(at)) await this.#disk.truncate(fd, at);
      await this.#disk.write(fd, [records], at);
      await this.#disk.write(fd, [encodeSlot(slot, generation)], slotPosition(slot.sequence));
      if (durable) await this.#disk.sync(fd);
    } finally {
      this.#disk.close(fd);
    }
  }

  /** Puts a new file in place of the old one. Before and after, whoever reads sees a whole one. */
  async replace(header: IndexHeader, slot: IndexSlot, records: Buffer): Promise<void> {
    const temporary = `${this.#path}.tmp`;
    await this.#disk.unlink(temporary).catch((error: unknown) => {
      if (systemCode(error) !== "ENOENT") throw error;
    });
    const fd = await this.#disk.open(temporary, createNew, fileMode);
    try {
      const encoded = encodeSlot(slot, header.generation);
      const twice = [encodeSlot({ ...slot, sequence: slot.sequence - 1 }, header.generation), encoded];
      const slots = slot.sequence % 2 === 1 ? twice : twice.reverse();
      await this.#disk.write(fd, [encodeHeader(header), ...slots, records], 0);
      await this.#disk.sync(fd);
    } finally {
      this.#disk.close(fd);
    }
    await this.#disk.rename(temporary, this.#path);
    await syncFolder(this.#disk, this.#folder);
  }

  async #readFrom(position: number, length?: number): Promise<Buffer | undefined> {
    let fd;
    try {
      fd = await this.#disk.open(this.#path, readOnly);
    } catch (error) {
      if (systemCode(error) === "ENOENT" || systemCode(error) === "ELOOP") return undefined;
      throw error;
    }
    try {
      const stats = await this.#disk.stat(fd);
      if (!stats.isFile() || stats.size < BigInt(position)) return undefined;
      const bytes = Buffer.alloc(length ?? Number(stats.size) - position);
      return bytes.subarray(0, await this.#disk.read(fd, bytes, position));
    } finally {
      this.#disk.close(fd);
    }
  }
}

/** Which one a new file is. */
export function newGeneration(): number {
  return randomInt(1, 0xffff_ffff);
}

function contentOf(bytes: Buffer): IndexContent | undefined {
  const header = decodeHeader(bytes);
  if (header === undefined) return undefined;
  const slot = decodeSlots(bytes, header.generation);
  return slot === undefined ? undefined : { header, slot, bytes };
}
