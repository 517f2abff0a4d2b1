import type { FileStats, FileType } from "../file-stats.js";
import type { DirectoryEntry } from "../file-system.js";

/** Whoever can tell what an entry is. */
interface EntryStats {
  stat(name: string): Promise<FileStats>;
}

/** A name in a directory on the disk. It costs no system call until it is asked for its stat. */
export class LocalEntry implements DirectoryEntry {
  readonly name: string;
  readonly type: FileType;
  readonly #listing: EntryStats;

  constructor(name: string, type: FileType, listing: EntryStats) {
    this.name = name;
    this.type = type;
    this.#listing = listing;
  }

  stat(): Promise<FileStats> {
    return this.#listing.stat(this.name);
  }
}
