import type { FilePath, Disk } from "../files/disk.js";
import { MaildirError, systemCode } from "../errors/maildir-error.js";
import { readOnly } from "../files/open-flags.js";
import { filePath } from "../names/file-path.js";
import type { MailboxState } from "./mailbox-state.js";

/** How often a file is looked for that others rename. */
const attempts = 4;

/** An open message. It stays readable when it is expunged or its flags change. Close it. */
export class MessageFile {
  readonly #disk: Disk;
  #fd: number | undefined;
  /** Bytes as stored. */
  readonly size: number;
  /** When it arrived: the file's time, as other programs have it. Milliseconds since 1970. */
  readonly internalDateMs: number;

  private constructor(disk: Disk, fd: number, size: number, internalDateMs: number) {
    this.#disk = disk;
    this.#fd = fd;
    this.size = size;
    this.internalDateMs = internalDateMs;
  }

  /** Opens the file of a message. Fails with `NO_SUCH_MESSAGE`. */
  static async open(state: MailboxState, uid: number): Promise<MessageFile> {
    const { disk } = state.context;
    const fd = await withFile(state, uid, (path) => disk.open(path, readOnly));
    try {
      const stats = await disk.stat(fd);
      if (!stats.isFile()) throw new MaildirError("NO_SUCH_MESSAGE", "not a plain file");
      return new MessageFile(disk, fd, Number(stats.size), Number(stats.mtimeMs));
    } catch (error) {
      disk.close(fd);
      throw error;
    }
  }

  /** Reads into all of `target`, or up to the end of the message. @returns how much. */
  async read(target: Uint8Array, position: number): Promise<number> {
    if (this.#fd === undefined) throw new MaildirError("CLOSED", "the message is closed");
    return await this.#disk.read(this.#fd, target, position);
  }

  close(): void {
    const fd = this.#fd;
    this.#fd = undefined;
    if (fd !== undefined) this.#disk.close(fd);
  }
}

/** Does something with the file of a message; where others have renamed it, looks where it is now. Not in a transaction. */
export async function withFile<T>(state: MailboxState, uid: number, use: (path: FilePath) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const row = state.table.rowOfUid(uid);
    if (row < 0) throw new MaildirError("NO_SUCH_MESSAGE", "the message is gone");
    try {
      return await use(pathOfRow(state, row));
    } catch (error) {
      const code = systemCode(error);
      // ELOOP: a symbolic link, which is no message.
      if (code === "ELOOP") throw new MaildirError("NO_SUCH_MESSAGE", "not a plain file", error);
      if (code !== "ENOENT") throw MaildirError.from(error);
      if (attempt === attempts) throw new MaildirError("NO_SUCH_MESSAGE", "the message is gone", error);
    }
    await state.sync(true);
  }
}

/** Where the file of a row is, as far as is known. */
export function pathOfRow(state: MailboxState, row: number): FilePath {
  return filePath(`${state.folder}/${state.table.placeAt(row)}`, state.table.fileNameAt(row));
}
