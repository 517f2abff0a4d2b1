import type { Stats } from "node:fs";
import { FileSystemError } from "../file-system-error.js";
import type { Quota } from "../quota.js";
import { statIfThere } from "./local-rename.js";

/** An open file, as all its handles know it. */
export interface OpenSize {
  readonly key: string;
  /** The length that is accounted for. */
  size: number;
  /** Whether its last name has gone; what it takes is given back when the last handle closes. */
  unlinked: boolean;
  handles: number;
}

const ledgers = new WeakMap<Quota, QuotaLedger>();

/**
 * Keeps a `Quota` informed of what happens on a disk. It knows the length of each file that is open, so that a
 * write needs no stat to know by how much the file grows, and two handles on one file don't count twice.
 * What other programs do below the root isn't seen.
 */
export class QuotaLedger {
  readonly #quota: Quota;
  readonly #open = new Map<string, OpenSize>();

  constructor(quota: Quota) {
    this.#quota = quota;
  }

  /** The one ledger of this quota: file systems that share it must agree on which files are open. */
  static of(quota: Quota): QuotaLedger {
    let ledger = ledgers.get(quota);
    if (ledger === undefined) {
      ledger = new QuotaLedger(quota);
      ledgers.set(quota, ledger);
    }
    return ledger;
  }

  /** @throws FileSystemError `quota-exceeded`. */
  reserve(bytes: number, files: number, path: string): void {
    if (!this.#quota.reserve(bytes, files)) throw new FileSystemError("quota-exceeded", path);
  }

  /**
   * Takes one file more, which is about to be made at `real`. That something is there already is the better answer,
   * so it is looked for before a refusal.
   *
   * @throws FileSystemError `exists` or `quota-exceeded`.
   */
  async reserveFile(path: string, real: string): Promise<void> {
    if (this.#quota.reserve(0, 1)) return;
    const there = await statIfThere(real);
    throw new FileSystemError(there === undefined ? "quota-exceeded" : "exists", path);
  }

  release(bytes: number, files: number): void {
    this.#quota.release(bytes, files);
  }

  /** A handle was opened. */
  opened(stats: Stats): OpenSize {
    const key = keyOf(stats);
    let file = this.#open.get(key);
    if (file === undefined) {
      file = { key, size: stats.size, unlinked: false, handles: 0 };
      this.#open.set(key, file);
    }
    file.handles += 1;
    return file;
  }

  closed(file: OpenSize): void {
    file.handles -= 1;
    if (file.handles > 0) return;
    this.#open.delete(file.key);
    if (file.unlinked) this.release(file.size, 1);
  }

  /** The file is about to be at least `size` bytes long. @throws FileSystemError `quota-exceeded`. */
  grow(file: OpenSize, size: number, path: string): void {
    if (size <= file.size) return;
    this.reserve(size - file.size, 0, path);
    file.size = size;
  }

  /** The file is `size` bytes long, whatever was thought before. */
  correct(file: OpenSize, size: number): void {
    if (size < file.size) this.release(file.size - size, 0);
    file.size = size;
  }

  /** A name of something has gone; `before` is what stood there just before. */
  removed(before: Stats): void {
    if (before.isDirectory()) {
      this.release(0, 1);
      return;
    }
    if (before.nlink > 1) return;
    const file = this.#open.get(keyOf(before));
    if (file !== undefined) file.unlinked = true;
    else this.release(before.isFile() ? before.size : 0, 1);
  }
}

function keyOf(stats: Stats): string {
  return `${String(stats.dev)}:${String(stats.ino)}`;
}
