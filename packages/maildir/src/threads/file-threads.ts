import type { WholeFile } from "../files/disk.js";
import { type FileJob, FileThread, type FileThreadOwner, threadMemoryBytes } from "./file-thread.js";

/** As many as libuv has: on a disk that takes its time, several files are waited for at once. */
const defaultMaxThreads = 4;

/**
 * Threads that store whole files. What comes in one turn goes to one thread, in one message: it opens, writes and renames file after file, and syncs a
 * folder once for all of them. With `node:fs` each of these calls wakes another thread and is woken by it, which takes longer than the call where the disk is quick.
 */
export class FileThreads implements FileThreadOwner {
  readonly #maxThreads: number;
  readonly #threads = new Set<FileThread>();
  readonly #waiting: FileJob[] = [];
  #isAssigning = false;

  /** Threads are started when there is work for them, and stay. */
  constructor(maxThreads = defaultMaxThreads) {
    this.#maxThreads = maxThreads;
  }

  /** How many threads there are now. */
  get threadCount(): number {
    return this.#threads.size;
  }

  /** Fulfils when `file` is in its place. Fails with the system's error, and then nothing of it is left; with a RangeError where it is larger than 1 MiB. */
  store(file: WholeFile): Promise<void> {
    if (file.length > threadMemoryBytes)
      return Promise.reject(new RangeError("a thread stores files of 1 MiB at most"));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ file, resolve, reject });
      this.#assignSoon();
    });
  }

  threadIsFree(): void {
    if (this.#waiting.length > 0) this.#assignSoon();
  }

  threadLost(thread: FileThread): void {
    this.#threads.delete(thread);
    this.threadIsFree();
  }

  /** At the end of this turn, when whatever else it brings has come. */
  #assignSoon(): void {
    if (this.#isAssigning) return;
    this.#isAssigning = true;
    setImmediate(() => {
      this.#isAssigning = false;
      this.#assign();
    });
  }

  #assign(): void {
    try {
      while (this.#waiting.length > 0) {
        const thread = this.#freeThread();
        if (thread === undefined) return;
        thread.takeFrom(this.#waiting);
      }
    } catch (cause) {
      const error = new Error("No thread could be started to store files.", { cause });
      for (const { reject } of this.#waiting.splice(0)) reject(error);
    }
  }

  #freeThread(): FileThread | undefined {
    for (const thread of this.#threads) if (!thread.isBusy) return thread;
    if (this.#threads.size >= this.#maxThreads) return undefined;
    const thread = new FileThread(this);
    this.#threads.add(thread);
    return thread;
  }
}
