import { Logger } from "@twist/core";
import { type FileSystem, isFileSystemError } from "@twist/core/filesystem";
import { assertLimit } from "@twist/core/wire";
import { applyDifference } from "../transfer/apply-difference.js";
import { condenseDifferences } from "../transfer/condense-differences.js";
import { diffZones, type ZoneDifference } from "../transfer/zone-difference.js";
import { compareSerials } from "../zone/serial.js";
import type { Zone } from "../zone/zone.js";
import { JournalError } from "./journal-error.js";
import { ZoneJournal } from "./zone-journal.js";
import { readSnapshot, writeSnapshot } from "./zone-snapshot.js";

const log = new Logger("twist.dns.journal");

/** Where the changes to a zone are kept. */
export interface ZoneStoreOptions {
  readonly files: FileSystem;
  /** What its files are called, without `.snapshot` and `.journal`: `"/example.com"`. */
  readonly path: string;
  /** Bytes of changes after which a new snapshot takes their place. @default 4_194_304 */
  readonly maxJournalBytes?: number | undefined;
  /**
   * What is made of the zone of a file when that is taken: a signed zone, for example. `before` is the version that it takes the place of;
   * where there is none, what is made is kept at once, since it may be another one the next time. @default the zone itself
   */
  readonly prepare?: ((file: Zone, before: Zone | undefined) => Zone) | undefined;
}

/**
 * A zone that changes while it is served, on the disk: a snapshot, which is a zone file, and a journal of what has changed since. The
 * zone file that it began with isn't touched.
 */
export class ZoneStore implements AsyncDisposable {
  readonly #options: ZoneStoreOptions;
  readonly #maxJournalBytes: number;
  readonly #journal: ZoneJournal;
  #zone: Zone;
  /** Whether there is a snapshot that the journal goes on from. */
  #hasSnapshot: boolean;
  readonly #past: readonly ZoneDifference[];

  private constructor(
    options: ZoneStoreOptions,
    journal: ZoneJournal,
    replayed: { readonly zone: Zone; readonly hasSnapshot: boolean; readonly past: readonly ZoneDifference[] },
  ) {
    this.#options = options;
    this.#maxJournalBytes = options.maxJournalBytes ?? 4 * 1024 * 1024;
    this.#journal = journal;
    this.#zone = replayed.zone;
    this.#hasSnapshot = replayed.hasSnapshot;
    this.#past = replayed.past;
  }

  /**
   * Takes up the zone as it was at the last change. `file` is what its zone file says: it counts where there were no changes yet, or where
   * somebody has given it a higher serial than the last change. Rejects with a `JournalError` where the journal can't be made sense of,
   * and with what reading files rejects with.
   */
  static async open(file: Zone, options: ZoneStoreOptions): Promise<ZoneStore> {
    assertLimit("maxJournalBytes", options.maxJournalBytes ?? Infinity);
    const { origin } = file;
    const { files, path } = options;
    const snapshot = await readSnapshot(files, snapshotPath(path), origin);
    const replay = new Replay(snapshot);
    const journal = await ZoneJournal.open(files, `${path}.journal`, origin, (difference) => {
      replay.take(difference);
    });
    try {
      const zone = replay.finish() ?? options.prepare?.(file, undefined) ?? file;
      const store = new ZoneStore(options, journal, { zone, hasSnapshot: snapshot !== undefined, past: replay.past });
      if (snapshot === undefined && options.prepare !== undefined) await store.#snapshot(zone);
      await store.replace(file);
      return store;
    } catch (error) {
      await journal[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Whether there are changes from before. Rejects with a `FileSystemError`. */
  static async exists({ files, path }: Pick<ZoneStoreOptions, "files" | "path">): Promise<boolean> {
    try {
      await files.stat(snapshotPath(path));
      return true;
    } catch (error) {
      if (isFileSystemError(error) && error.reason === "not-found") return false;
      throw error;
    }
  }

  /** The zone as it is now. */
  get zone(): Zone {
    return this.#zone;
  }

  /** The changes that the journal held when it was opened, the oldest first: for the history that IXFR is answered from. */
  get past(): readonly ZoneDifference[] {
    return this.#past;
  }

  /**
   * Keeps a change that makes `after` of the zone; once it fulfils, the change survives a crash. Where it rejects, it isn't kept. One at a
   * time.
   */
  async append(difference: ZoneDifference, after: Zone): Promise<void> {
    if (!this.#hasSnapshot) await this.#snapshot(this.#zone);
    await this.#journal.append(difference);
    this.#zone = after;
    if (this.#journal.byteLength > this.#maxJournalBytes) await this.#compact();
  }

  /** Takes a zone file that was edited: its serial has to be higher. @returns whether it was taken. */
  async replace(file: Zone): Promise<boolean> {
    const before = this.#zone;
    if (!(compareSerials(file.serial, before.serial) > 0)) return false;
    const after = this.#options.prepare?.(file, before) ?? file;
    await this.append(diffZones(before, after), after);
    log.info("A zone file has taken the place of a zone and its changes", {
      zone: file.origin.toString(),
      serial: file.serial,
      before: before.serial,
    });
    return true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#journal[Symbol.asyncDispose]();
  }

  /** A crash between the two leaves changes in the journal that the snapshot has: they are passed over. */
  async #compact(): Promise<void> {
    try {
      await this.#snapshot(this.#zone);
      await this.#journal.clear();
    } catch (error) {
      log.error("The journal of a zone can't be made shorter", { zone: this.#zone.origin.toString(), error });
    }
  }

  async #snapshot(zone: Zone): Promise<void> {
    const { files, path } = this.#options;
    await writeSnapshot(files, snapshotPath(path), zone);
    this.#hasSnapshot = true;
  }
}

function snapshotPath(path: string): string {
  return `${path}.snapshot`;
}

/** Makes the newest version of a snapshot and the changes since, all of them at once: a step at a time would copy the zone each time. */
class Replay {
  readonly past: ZoneDifference[] = [];
  readonly #snapshot: Zone | undefined;

  constructor(snapshot: Zone | undefined) {
    this.#snapshot = snapshot;
  }

  take(difference: ZoneDifference): void {
    const { from, to } = difference;
    const last = this.past.at(-1)?.to.data.serial;
    const serial = last ?? this.#snapshot?.serial;
    // What is older than the snapshot is in it.
    if (last === undefined && serial !== undefined && compareSerials(to.data.serial, serial) <= 0) return;
    if (serial !== from.data.serial) {
      throw new JournalError("JOURNAL_OUT_OF_SYNC", `the journal of ${from.name.toString()} is of another snapshot`);
    }
    this.past.push(difference);
  }

  /** The newest version; `undefined` where there is no snapshot. Throws a `JournalError`. */
  finish(): Zone | undefined {
    const snapshot = this.#snapshot;
    if (snapshot === undefined || this.past.length === 0) return snapshot;
    try {
      return applyDifference(snapshot, condenseDifferences(this.past));
    } catch (error) {
      const origin = snapshot.origin.toString();
      throw new JournalError("JOURNAL_OUT_OF_SYNC", `the journal of ${origin} is of another snapshot`, error);
    }
  }
}
