import { baseLength } from "../names/message-name.js";
import { formatFlagLetters, parseFlagLetters, parseKnownFlagLetters } from "../names/flag-mask.js";
import { NameHash } from "./name-hash.js";
import { grownCapacity, NamePool } from "./name-pool.js";
import { SizeColumn } from "./size-column.js";

/** Which of a Maildir's two folders holds a file. */
export type Place = "new" | "cur";

/**
 * All messages of one mailbox, in the order of their UIDs, as columns of numbers and one pool of names: about 90 bytes for
 * each. A message is a row; rows move when others are removed, so nobody keeps their numbers.
 */
export class MessageTable {
  readonly #names = new NamePool();
  readonly #hash = new NameHash(this.#names);
  readonly #sizes = new SizeColumn();
  readonly #virtualSizes = new SizeColumn();
  #uids = new Uint32Array(0);
  #flags = new Uint32Array(0);
  #modseqs = new Float64Array(0);
  #inNew = new Uint8Array(0);
  /** What stands behind the base where that isn't what we would write: unknown letters, another order, nothing. By UID. */
  readonly #oddInfos = new Map<number, string>();

  get count(): number {
    return this.#names.count;
  }

  /** What it takes up, in bytes, without the few oddities. */
  get memoryBytes(): number {
    const columns = this.#uids.byteLength + this.#flags.byteLength + this.#modseqs.byteLength + this.#inNew.byteLength;
    const sizes = this.#sizes.memoryBytes + this.#virtualSizes.memoryBytes;
    return this.#names.memoryBytes + this.#hash.memoryBytes + columns + sizes;
  }

  /** The lengths of all names together. */
  get nameBytes(): number {
    return this.#names.usedBytes;
  }

  /** Sizes that no name tells, by row. */
  get sizes(): SizeColumn {
    return this.#sizes;
  }

  /** The same for sizes with CRLF. */
  get virtualSizes(): SizeColumn {
    return this.#virtualSizes;
  }

  uidAt(row: number): number {
    return this.#uids[row] ?? 0;
  }

  flagsAt(row: number): number {
    return this.#flags[row] ?? 0;
  }

  modseqAt(row: number): number {
    return this.#modseqs[row] ?? 0;
  }

  placeAt(row: number): Place {
    return this.#inNew[row] === 1 ? "new" : "cur";
  }

  baseAt(row: number): string {
    return this.#names.at(row);
  }

  /** The file's name, flags and all. */
  fileNameAt(row: number): string {
    return (
      this.baseAt(row) + (this.#oddInfos.get(this.uidAt(row)) ?? canonicalInfo(this.flagsAt(row), this.placeAt(row)))
    );
  }

  /** All UIDs, ascending: a copy. */
  uids(): Uint32Array {
    return this.#uids.slice(0, this.count);
  }

  /** The row of a message; -1 where there is none. */
  rowOfUid(uid: number): number {
    const row = this.rowFrom(uid);
    return row < this.count && this.#uids[row] === uid ? row : -1;
  }

  /** The first row whose UID is `uid` or more. */
  rowFrom(uid: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#uids[middle] ?? 0) < uid) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The row of a file, whatever its flags; -1 where there is none. */
  rowOfFile(fileName: string): number {
    return this.#hash.find(fileName, baseLength(fileName));
  }

  /** Adds a message, whose UID must be the highest. `fileName` may have flags, which are not looked at. */
  append(uid: number, fileName: string, flags: number, modseq: number): void {
    const row = this.count;
    if (row > 0 && uid <= this.uidAt(row - 1)) throw new RangeError("UIDs only go up");
    if (row === this.#uids.length) this.#resize(grownCapacity(row));
    this.#names.push(fileName, baseLength(fileName));
    this.#hash.addLast();
    this.#uids[row] = uid;
    this.#flags[row] = flags;
    this.#modseqs[row] = modseq;
    this.#inNew[row] = 0;
  }

  setFlags(row: number, flags: number, modseq: number): void {
    this.#flags[row] = flags;
    this.#modseqs[row] = modseq;
    this.#oddInfos.delete(this.uidAt(row));
  }

  /**
   * Notes where a message's file is and what stands behind its base.
   * @returns the flags that its name says it has.
   */
  setFile(row: number, place: Place, fileName: string): number {
    this.#inNew[row] = place === "new" ? 1 : 0;
    const info = fileName.slice(baseLength(fileName));
    const flags = flagsOfInfo(info);
    if (info === canonicalInfo(flags, place)) this.#oddInfos.delete(this.uidAt(row));
    else this.#oddInfos.set(this.uidAt(row), info);
    return flags;
  }

  /** Letters that we have no bit for, to be kept when the others change. */
  unknownLettersAt(row: number): string {
    const info = this.#oddInfos.get(this.uidAt(row));
    if (info?.startsWith(":2,") !== true) return "";
    return Array.from(info.slice(3))
      .filter((letter) => parseFlagLetters(letter) === undefined)
      .join("");
  }

  /** Keeps the rows for which `keep` is 1. */
  retain(keep: Uint8Array): void {
    for (let row = 0; row < this.count; row += 1) if (keep[row] !== 1) this.#oddInfos.delete(this.uidAt(row));
    const kept = (_: number, row: number): boolean => row < this.count && keep[row] === 1;
    this.#uids = this.#uids.filter(kept);
    this.#flags = this.#flags.filter(kept);
    this.#modseqs = this.#modseqs.filter(kept);
    this.#inNew = this.#inNew.filter(kept);
    this.#sizes.retain(keep);
    this.#virtualSizes.retain(keep);
    this.#names.retain(keep);
    this.#hash.rebuild();
  }

  /** Gives back the memory that was kept for messages to come. */
  trim(): void {
    this.#names.trim();
    this.#resize(this.count);
  }

  #resize(capacity: number): void {
    this.#uids = resized(this.#uids, new Uint32Array(capacity));
    this.#flags = resized(this.#flags, new Uint32Array(capacity));
    this.#modseqs = resized(this.#modseqs, new Float64Array(capacity));
    this.#inNew = resized(this.#inNew, new Uint8Array(capacity));
  }
}

/** The flags in what stands behind a base. */
export function flagsOfInfo(info: string): number {
  if (!info.startsWith(":2,")) return 0;
  return parseFlagLetters(info.slice(3)) ?? parseKnownFlagLetters(info.slice(3));
}

function canonicalInfo(flags: number, place: Place): string {
  return place === "new" && flags === 0 ? "" : `:2,${formatFlagLetters(flags)}`;
}

function resized<T extends Uint32Array | Float64Array | Uint8Array>(from: T, to: T): T {
  to.set(from.length > to.length ? from.subarray(0, to.length) : from);
  return to;
}
