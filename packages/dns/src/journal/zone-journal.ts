import { Logger } from "@twist/core";
import { type FileHandle, type FileSystem } from "@twist/core/filesystem";
import type { ZoneDifference } from "../transfer/zone-difference.js";
import type { Name } from "../wire/name.js";
import { decodeEntry, encodeEntry, entryHeadBytes, isIntact } from "./journal-entry.js";
import { JournalError } from "./journal-error.js";

const log = new Logger("twist.dns.journal");

/** What a journal begins with. */
const magic = Buffer.from("twist-dns-zone-journal-1\n", "latin1");
/** A change larger than this isn't one that we have written. */
const maxEntryBytes = 256 * 1024 * 1024;

/**
 * The file of a zone's changes: each is appended and on the disk (fsync) before it counts. After a crash the last entry may be there in
 * part; opening cuts that off. An entry in the middle that isn't what was written is damage, which nobody but a person can repair.
 */
export class ZoneJournal implements AsyncDisposable {
  readonly #origin: Name;
  readonly #handle: FileHandle;
  /** Where the next entry goes. */
  #end: number;
  /** Whether behind that is what is left of an entry that couldn't be written: a shorter one over it would look like damage. */
  #hasRemains = false;

  private constructor(origin: Name, handle: FileHandle, end: number) {
    this.#origin = origin;
    this.#handle = handle;
    this.#end = end;
  }

  /**
   * Opens the journal at `path`, or makes it, and gives all changes that it holds to `replay`, in their order. Rejects with a
   * `JournalError`, with a `FileSystemError`, and with what `replay` throws.
   */
  static async open(
    files: FileSystem,
    path: string,
    origin: Name,
    replay: (difference: ZoneDifference) => void,
  ): Promise<ZoneJournal> {
    const handle = await files.open(path, { read: true, write: true, create: true, mode: 0o600 });
    try {
      const end = await readAll(handle, origin, replay);
      return new ZoneJournal(origin, handle, end);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Bytes of all changes. */
  get byteLength(): number {
    return this.#end - magic.length;
  }

  /**
   * Adds a change; once it fulfils, the change survives a crash. Where it rejects, with a `FileSystemError`, the change isn't in the
   * journal. One at a time.
   */
  async append(difference: ZoneDifference): Promise<void> {
    const entry = encodeEntry(difference);
    if (entry.length > maxEntryBytes) {
      throw new JournalError("ENTRY_TOO_LARGE", `a change to ${this.#origin.toString()} is too large for its journal`);
    }
    if (this.#hasRemains) await this.#cutOff();
    this.#hasRemains = true;
    try {
      await this.#handle.write(entry, this.#end);
      await this.#handle.sync();
    } catch (error) {
      await this.#cutOff().catch((cause: unknown) => {
        log.error("A journal can't be cut off", { zone: this.#origin.toString(), error: cause });
      });
      throw error;
    }
    this.#hasRemains = false;
    this.#end += entry.length;
  }

  /** Takes all changes out, once they are safe elsewhere. */
  async clear(): Promise<void> {
    this.#end = magic.length;
    await this.#handle.truncate(this.#end);
    await this.#handle.sync();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close();
  }

  async #cutOff(): Promise<void> {
    await this.#handle.truncate(this.#end);
    await this.#handle.sync();
    this.#hasRemains = false;
  }
}

/** @returns where the last whole entry ends. */
async function readAll(
  handle: FileHandle,
  origin: Name,
  replay: (difference: ZoneDifference) => void,
): Promise<number> {
  const { size } = await handle.stat();
  if (!(await hasMagic(handle, origin))) {
    await handle.truncate(0);
    await handle.write(magic, 0);
    await handle.sync();
    return magic.length;
  }
  let end = magic.length;
  const head = Buffer.allocUnsafe(entryHeadBytes);
  while (end < size) {
    const length = (await handle.read(head, end)) < entryHeadBytes ? Infinity : head.readUInt32BE(0);
    const next = end + entryHeadBytes + length;
    // Zeros are what some file systems have where the bytes didn't reach the disk.
    if (next > size || length > maxEntryBytes || length === 0) break;
    const payload = Buffer.allocUnsafe(length);
    await handle.read(payload, end + entryHeadBytes);
    if (!isIntact(head, payload)) {
      if (next === size) break;
      throw new JournalError(
        "JOURNAL_DAMAGED",
        `the journal of ${origin.toString()} is damaged at byte ${String(end)}`,
      );
    }
    replay(decodeEntry(payload, origin));
    end = next;
  }
  if (end < size) await dropTail(handle, { origin, end, size });
  return end;
}

/** Whether it is a journal; a crash may have cut off the very beginning of a new one. */
async function hasMagic(handle: FileHandle, origin: Name): Promise<boolean> {
  const start = Buffer.alloc(magic.length);
  const length = await handle.read(start, 0);
  if (!magic.subarray(0, length).equals(start.subarray(0, length))) {
    throw new JournalError("NOT_A_JOURNAL", `the file for the journal of ${origin.toString()} is something else`);
  }
  return length === magic.length;
}

async function dropTail(
  handle: FileHandle,
  { origin, end, size }: { readonly origin: Name; readonly end: number; readonly size: number },
): Promise<void> {
  log.warn("The last change of a journal was cut off in the middle, and is dropped", {
    zone: origin.toString(),
    bytes: size - end,
  });
  await handle.truncate(end);
  await handle.sync();
}
