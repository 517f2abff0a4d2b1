import { watch, type FSWatcher } from "node:fs";
import { Logger, type DelayedCall } from "@twist/core";
import { systemCode } from "../errors/maildir-error.js";
import type { Place } from "../index/message-table.js";
import { baseLength } from "../names/message-name.js";
import { filePath } from "../names/file-path.js";
import type { MailboxState } from "./mailbox-state.js";
import type { PlacedFile } from "./reconcile.js";

const places: readonly Place[] = ["new", "cur"];

/** More names than this aren't looked at one by one. */
const maxNames = 256;

const logger = new Logger("twist.maildir");

/**
 * Notices what others do to a mailbox: where the system tells of changes, soon after, and otherwise by looking now and
 * then. Changes that come close together are told as one. It runs while somebody listens.
 */
export class MailboxWatch {
  readonly #state: MailboxState;
  readonly #watchers: FSWatcher[] = [];
  #names = new Map<string, PlacedFile>();
  #tooMany = false;
  #gathering: DelayedCall | undefined;
  #polling: DelayedCall | undefined;
  #open = true;

  constructor(state: MailboxState) {
    this.#state = state;
    if (state.context.watch.useSystem) for (const place of places) this.#begin(place);
    this.#pollLater();
  }

  close(): void {
    this.#open = false;
    for (const watcher of this.#watchers) watcher.close();
    this.#gathering?.cancel();
    this.#polling?.cancel();
  }

  #begin(place: Place): void {
    try {
      const watcher = watch(`${this.#state.folder}/${place}`, {
        persistent: false,
        encoding: "latin1" as BufferEncoding,
      });
      watcher.on("change", (_, name) => this.#note(place, typeof name === "string" ? name : undefined));
      // Out of watches, or the folder is gone: looking now and then has to do.
      watcher.on("error", () => watcher.close());
      this.#watchers.push(watcher);
    } catch (error) {
      logger.debug("a mailbox can't be watched", { error });
    }
  }

  #note(place: Place, name: string | undefined): void {
    if (!this.#open) return;
    if (name === undefined || this.#names.size >= maxNames) this.#tooMany = true;
    else this.#names.set(`${place}/${name}`, { place, name });
    const { clock, watch: options } = this.#state.context;
    this.#gathering ??= clock.callLater(options.coalesceMs, () => {
      this.#gathering = undefined;
      this.#look();
    });
  }

  #pollLater(): void {
    const { clock, watch: options } = this.#state.context;
    this.#polling = clock.callLater(options.pollMs, () => {
      this.#names.clear();
      this.#tooMany = true;
      this.#look();
      this.#pollLater();
    });
  }

  #look(): void {
    const names = [...this.#names.values()];
    const all = this.#tooMany;
    this.#names = new Map();
    this.#tooMany = false;
    const looked = all ? this.#state.sync() : this.#lookAt(names);
    looked.catch((error: unknown) => {
      // After a reset there is nothing to look at, and everybody has been told.
      if (this.#open) logger.debug("a mailbox can't be looked at", { error });
    });
  }

  /** A few names in a large mailbox: asks only for these. */
  async #lookAt(names: readonly PlacedFile[]): Promise<void> {
    const there: PlacedFile[] = [];
    for (const file of names) {
      if (file.name.startsWith(".") || baseLength(file.name) === 0) continue;
      if (await this.#isThere(file)) {
        if (!this.#isKnown(file)) there.push(file);
      } else if (this.#isKnown(file)) {
        // It is gone, or has a name that we haven't heard of.
        return this.#state.sync();
      }
    }
    if (there.length > 0) await this.#state.learn(there);
  }

  /** Whether that is where we think the message is. */
  #isKnown({ place, name }: PlacedFile): boolean {
    const { table } = this.#state;
    const row = table.rowOfFile(name);
    return row >= 0 && table.placeAt(row) === place && table.fileNameAt(row) === name;
  }

  async #isThere({ place, name }: PlacedFile): Promise<boolean> {
    try {
      await this.#state.context.disk.lstat(filePath(`${this.#state.folder}/${place}`, name));
      return true;
    } catch (error) {
      if (systemCode(error) === "ENOENT") return false;
      throw error;
    }
  }
}
