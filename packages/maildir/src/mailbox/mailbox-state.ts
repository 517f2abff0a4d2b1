import { DeferredLock, Logger } from "@twist/core";
import { cleanTemporary } from "../delivery/clean-temporary.js";
import { MaildirError } from "../errors/maildir-error.js";
import { ProcessLock } from "../files/process-lock.js";
import { IndexChanges } from "../index/index-changes.js";
import { indexFileName } from "../index/index-file.js";
import { MailboxIndex } from "../index/mailbox-index.js";
import { flagsOfInfo, type MessageTable } from "../index/message-table.js";
import { migrate } from "../index/migrate.js";
import { drawUIDValidity } from "../index/uid-validity.js";
import { firstKeywordBit } from "../names/flag-mask.js";
import { baseLength } from "../names/message-name.js";
import { FolderScan, type FolderListing } from "./folder-scan.js";
import { KeywordsFile } from "./keywords-file.js";
import { toMailboxChange, type MailboxChange, type MailboxListener } from "./mailbox-change.js";
import type { MailboxContext } from "./mailbox-context.js";
import { applyDifferences, compareListing, differ, type Differences, type PlacedFile } from "./reconcile.js";

const lockTimeoutMs = 30_000;

/** How often a folder is read again while others rename in it. */
const steadyAttempts = 3;

/** What a transaction does. `lookedAgain`: others had changed the index, and the folders were looked at since. */
type Change<T> = (changes: IndexChanges, lookedAgain: boolean) => T | Promise<T>;

const logger = new Logger("twist.maildir");

/**
 * A mailbox that is open in this process, once, however many sessions have it: its index, and the order in which things
 * happen to it. Sessions hold a `Mailbox` each.
 */
export class MailboxState {
  readonly context: MailboxContext;
  readonly folder: string;
  readonly keywords: KeywordsFile;
  readonly index: MailboxIndex;
  readonly #scan: FolderScan;
  readonly #oneAtATime = new DeferredLock();
  readonly #processLock: ProcessLock;
  readonly #listeners = new Set<MailboxListener>();
  #isReset = false;
  #unsteady = false;

  constructor(context: MailboxContext, folder: string) {
    const { disk, clock } = context;
    this.context = context;
    this.folder = folder;
    this.index = new MailboxIndex(disk, folder);
    this.keywords = new KeywordsFile(disk, folder, clock);
    this.#scan = new FolderScan(disk, folder, clock);
    this.#processLock = new ProcessLock(disk, `${folder}/${indexFileName}.lock`, { clock });
  }

  get table(): MessageTable {
    return this.index.table;
  }

  /** Reads the index and the folders. */
  async open(): Promise<void> {
    await this.keywords.load();
    await this.#inTurn(async () => {
      if ((await this.index.load()) !== "good") await this.#locked(() => this.#repair());
      await this.#synchronize();
      this.table.trim();
    });
    await cleanTemporary(this.context.disk, `${this.folder}/tmp`, this.context.clock);
  }

  /** Looks for what others have changed. @param thoroughly Also where nothing seems to have happened. */
  sync(thoroughly = false): Promise<void> {
    return this.#inTurn(() => {
      if (thoroughly) this.#scan.forget();
      return this.#synchronize();
    });
  }

  /** Changes the index, after all that others have changed was taken in. `change` may be called with rows; they hold until it ends. */
  transaction<T>(change: Change<T>): Promise<T> {
    return this.#inTurn(() => this.#transaction(change));
  }

  /** Inside a transaction: looks at the folders again, where a file was not where it was thought to be. Rows move. */
  async lookAgain(changes: IndexChanges): Promise<void> {
    this.#scan.forget();
    const differences = await this.#differences();
    if (differ(differences)) await this.keywords.load();
    applyDifferences(this.index, differences, changes);
  }

  /** The UIDs of files that are known to be there; those that have none get one, in this order. */
  async learn(files: readonly PlacedFile[]): Promise<number[]> {
    if (files.some(({ name }) => hasKeywords(name))) await this.keywords.load();
    return this.transaction((changes) =>
      files.map(({ place, name }) => {
        const row = this.table.rowOfFile(name);
        if (row < 0) return this.index.add(place, name, changes);
        if (this.table.setFile(row, place, name) !== this.table.flagsAt(row))
          this.index.changeFlags(row, place, name, changes);
        return this.table.uidAt(row);
      }),
    );
  }

  /** Calls `listener` with every change from now on. @returns what ends that. */
  listen(listener: MailboxListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Ends it for everybody: it was deleted, renamed, or is another one now. */
  reset(): void {
    if (this.#isReset) return;
    this.#isReset = true;
    const none = new Uint32Array(0);
    this.#tell({ added: none, flagged: none, expunged: none, highestModseq: this.index.highestModseq, reset: true });
  }

  async #inTurn<T>(task: () => Promise<T>): Promise<T> {
    await this.#oneAtATime.acquire();
    try {
      this.#check();
      return await task();
    } finally {
      this.#oneAtATime.release();
    }
  }

  #check(): void {
    if (this.#isReset) throw new MaildirError("MAILBOX_RESET", "the mailbox was deleted or made anew");
  }

  async #synchronize(): Promise<void> {
    try {
      const differences = await this.#differences();
      if (!differ(differences)) return;
      // Whoever put a new letter on a message wrote its name down before.
      await this.keywords.load();
      await this.#transaction((changes, lookedAgain) => {
        if (!lookedAgain) applyDifferences(this.index, differences, changes);
      });
    } catch (error) {
      this.#scan.forget();
      throw error;
    }
  }

  async #transaction<T>(change: Change<T>): Promise<T> {
    const changes = new IndexChanges();
    try {
      return await this.#locked(async () => {
        const others = await this.index.refresh(changes);
        if (others === "reset") this.reset();
        this.#check();
        try {
          if (others === "more") await this.lookAgain(changes);
          return await change(changes, others === "more");
        } finally {
          await this.index.commit(changes.added.length > 0);
        }
      });
    } finally {
      if (!changes.isEmpty) this.#tell(toMailboxChange(changes, this.index.highestModseq));
    }
  }

  async #locked<T>(task: () => Promise<T>): Promise<T> {
    await this.#processLock.acquire(lockTimeoutMs);
    try {
      return await task();
    } finally {
      await this.#processLock.release();
    }
  }

  async #differences(): Promise<Differences> {
    for (let attempt = 1; ; attempt += 1) {
      const differences = compareListing(this.table, await this.#list());
      if (differences.keep === undefined || !this.#unsteady) return differences;
      // Somebody renames in there: what isn't seen may be there all the same, so nobody is told that it is gone.
      this.#scan.forget();
      if (attempt === steadyAttempts) return { ...differences, keep: undefined };
    }
  }

  async #list(): Promise<FolderListing> {
    try {
      const listing = await this.#scan.scan();
      this.#unsteady = listing.unsteady;
      return listing;
    } catch (error) {
      if (error instanceof MaildirError && error.code === "NO_SUCH_MAILBOX") this.reset();
      throw error;
    }
  }

  /** Called where the index is missing or damaged, or was a moment ago. */
  async #repair(): Promise<void> {
    const state = await this.index.load();
    if (state === "damaged") {
      logger.warn("an index was damaged; what was lost of it gets new UIDs");
      await this.index.rewrite();
    }
    if (state !== "missing") return;
    const { disk, clock, userFolder } = this.context;
    const uidlist = await migrate(disk, this.folder);
    const uidValidity = await drawUIDValidity(disk, userFolder, clock, uidlist?.uidValidity);
    if (uidlist === undefined) return this.index.create(uidValidity);
    const { new: inNew = [], cur: inCur = [] } = await this.#list();
    this.#scan.forget();
    const bases = new Set([...inNew, ...inCur].map((name) => name.slice(0, baseLength(name))));
    await this.index.create(uidValidity, uidlist, (base) => bases.has(base));
  }

  #tell(change: MailboxChange): void {
    for (const listener of this.#listeners) {
      try {
        listener(change);
      } catch (error) {
        logger.error("a listener to a mailbox failed", { error });
      }
    }
  }
}

function hasKeywords(fileName: string): boolean {
  return flagsOfInfo(fileName.slice(baseLength(fileName))) >>> firstKeywordBit !== 0;
}
