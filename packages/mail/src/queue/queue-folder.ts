/**
 * The queue on disk. A folder for each state:
 *
 *     incoming/   files that are being written; what a process leaves there that was killed counts for nothing
 *     messages/   ID.eml, whole messages
 *     queued/     ID.json, what is to be done with each: whoever has a file here is in the queue
 *     corrupt/    files that couldn't be read, set aside for people to look at
 *     requests/   what `twist mail queue` asks of the process that works on the queue
 *
 * A file gets to its place by rename, once it is on the disk, and the message is there before its entry. So at every moment an entry has its message, and a message
 * without an entry is one that nobody was told was accepted, or that is done with.
 */

import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { ReactorTime } from "@twist/core";
import type { Disk } from "@twist/maildir";
import { MailError, systemCode } from "../errors/mail-error.js";
import { makeFolder, removeFile, syncFolder } from "../files/folders.js";
import { readPieces } from "../files/read-pieces.js";
import { readWholeFile } from "../files/read-whole-file.js";
import { writeNewFile } from "../files/write-file.js";
import { FileContent } from "../message/file-content.js";
import { type QueueEntry, formatEntry, isQueueId, maxEntryBytes, parseEntry } from "./queue-entry.js";

/** What is older in `incoming`, or in `messages` without an entry, was left behind. */
const leftBehindMs = 3_600_000;

const folders = ["incoming", "messages", "queued", "corrupt", "requests"] as const;

/** An entry's content, for who sends it. */
export interface QueuedMessage {
  stream(): AsyncIterable<Buffer>;
}

/** The files of a queue. */
export class QueueFolder {
  readonly path: string;
  readonly disk: Disk;
  readonly #clock: ReactorTime;
  #made: Promise<void> | undefined;

  constructor(path: string, disk: Disk, clock: ReactorTime) {
    this.path = path;
    this.disk = disk;
    this.#clock = clock;
  }

  /** Where requests of other processes are. */
  get requestsPath(): string {
    return join(this.path, "requests");
  }

  /** The lock of the process that works on it. */
  get lockPath(): string {
    return join(this.path, "process.lock");
  }

  /** Makes the folders where they are missing. */
  make(): Promise<void> {
    this.#made ??= this.#makeFolders().catch((error: unknown) => {
      this.#made = undefined;
      throw MailError.from(error);
    });
    return this.#made;
  }

  /** A name that no other entry has. Names sort by time. */
  nextId(): string {
    const time = Math.floor(this.#clock.wallTime()).toString(36).padStart(9, "0");
    return (time + randomBytes(6).toString("hex")).toUpperCase();
  }

  /** The place for a file that is being written. */
  temporaryPath(): string {
    return join(this.path, "incoming", randomBytes(12).toString("hex"));
  }

  /** Stores a message. Once this fulfils it is there for good, and counts for nothing without an entry. @returns its size. */
  async writeMessage(id: string, pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<number> {
    return this.#put("messages", `${id}.eml`, pieces);
  }

  /** Stores an entry, in place of the one of that name. Once this fulfils it is in the queue for good. */
  async writeEntry(entry: QueueEntry): Promise<void> {
    await this.#put("queued", `${entry.id}.json`, [Buffer.from(formatEntry(entry))]);
  }

  /** Reads an entry. `undefined` where there is none. Fails with `BAD_ENTRY`. */
  async readEntry(id: string): Promise<QueueEntry | undefined> {
    try {
      const content = await readWholeFile(this.disk, this.#file("queued", id), maxEntryBytes);
      const entry = parseEntry(content.toString("utf8"), id);
      const { size } = await this.disk.lstat(this.#file("messages", id));
      if (Number(size) !== entry.size) throw new MailError("BAD_ENTRY", "a message of the queue has not its size");
      return entry;
    } catch (error) {
      if (systemCode(error) !== "ENOENT") throw MailError.from(error);
      if (await this.#exists(this.#file("queued", id))) {
        throw new MailError("BAD_ENTRY", "an entry of the queue has no message", error);
      }
      return undefined;
    }
  }

  /** The names of all entries. */
  async list(): Promise<string[]> {
    const names = await this.disk.readdir(join(this.path, "queued"));
    return names
      .filter((name) => name.endsWith(".json"))
      .map((name) => name.slice(0, -".json".length))
      .filter(isQueueId)
      .sort();
  }

  /** Takes an entry out of the queue, for good. */
  async remove(id: string): Promise<void> {
    await removeFile(this.disk, this.#file("queued", id));
    await syncFolder(this.disk, join(this.path, "queued"));
    await removeFile(this.disk, this.#file("messages", id));
  }

  /** Puts what can't be read out of the way. */
  async setAside(id: string): Promise<void> {
    for (const [state, file] of [
      ["messages", `${id}.eml`],
      ["queued", `${id}.json`],
    ] as const) {
      await this.disk.rename(join(this.path, state, file), join(this.path, "corrupt", file)).catch((error: unknown) => {
        if (systemCode(error) !== "ENOENT") throw error;
      });
    }
  }

  /** The message of an entry, to be sent any number of times. */
  message(id: string): QueuedMessage {
    return { stream: () => readPieces(this.disk, this.#file("messages", id)) };
  }

  /** The message of an entry, to be looked at. */
  content(id: string, maxHeaderBytes: number): Promise<FileContent> {
    return FileContent.open(this.disk, this.#file("messages", id), { maxHeaderBytes });
  }

  /** Removes what processes left behind that were killed. */
  async clean(): Promise<void> {
    const oldest = this.#clock.wallTime() - leftBehindMs;
    for (const state of ["incoming", "messages"] as const) {
      for (const name of await this.disk.readdir(join(this.path, state))) {
        const path = join(this.path, state, name);
        const { mtimeMs } = await this.disk.lstat(path);
        if (Number(mtimeMs) > oldest) continue;
        const id = name.replace(/\.eml$/, "");
        if (state === "messages" && (await this.#exists(this.#file("queued", id)))) continue;
        await removeFile(this.disk, path);
      }
    }
  }

  #file(state: "messages" | "queued", id: string): string {
    if (!isQueueId(id)) throw new MailError("BAD_ENTRY", "that is no name of an entry");
    return join(this.path, state, state === "messages" ? `${id}.eml` : `${id}.json`);
  }

  async #makeFolders(): Promise<void> {
    for (const folder of folders) await makeFolder(this.disk, join(this.path, folder));
  }

  async #put(
    state: "messages" | "queued",
    name: string,
    pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  ): Promise<number> {
    const temporary = this.temporaryPath();
    try {
      const size = await writeNewFile(this.disk, temporary, pieces);
      await this.disk.rename(temporary, join(this.path, state, name));
      await syncFolder(this.disk, join(this.path, state));
      return size;
    } catch (error) {
      await removeFile(this.disk, temporary).catch(() => undefined);
      throw MailError.from(error);
    }
  }

  async #exists(path: string): Promise<boolean> {
    try {
      await this.disk.lstat(path);
      return true;
    } catch (error) {
      if (systemCode(error) !== "ENOENT") throw error;
      return false;
    }
  }
}
