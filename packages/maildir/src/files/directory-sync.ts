import type { Disk } from "./disk.js";
import { folder } from "./open-flags.js";

/** The folder is open while somebody waits. */
interface Round {
  readonly fd: Promise<number>;
  /** The sync that begins when the current one has ended. All who come meanwhile share it. */
  next: Promise<void> | undefined;
  current: Promise<void>;
}

/**
 * Makes names durable: a file that was renamed into a folder survives a power failure only once the folder is synced.
 * Deliveries into one folder that overlap share a sync, since one that begins after all of their renames serves them all.
 */
export class DirectorySync {
  readonly #disk: Disk;
  readonly #rounds = new Map<string, Round>();

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  /** Fulfils when every name that is now in `path` is durable. */
  sync(path: string): Promise<void> {
    const round = this.#rounds.get(path);
    if (round === undefined) return this.#begin(path);
    // The one that runs may have begun before our name was there.
    round.next ??= round.current.then(
      () => this.#run(path, round),
      () => this.#run(path, round),
    );
    return round.next;
  }

  #begin(path: string): Promise<void> {
    const round: Round = { fd: this.#disk.open(path, folder), next: undefined, current: Promise.resolve() };
    this.#rounds.set(path, round);
    return this.#run(path, round);
  }

  #run(path: string, round: Round): Promise<void> {
    round.next = undefined;
    round.current = this.#syncOnce(path, round);
    return round.current;
  }

  async #syncOnce(path: string, round: Round): Promise<void> {
    let fd: number | undefined;
    try {
      fd = await round.fd;
      await this.#disk.sync(fd);
    } finally {
      if (round.next === undefined) {
        this.#rounds.delete(path);
        if (fd !== undefined) this.#disk.close(fd);
      }
    }
  }
}
