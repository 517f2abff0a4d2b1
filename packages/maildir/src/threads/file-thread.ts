import { dirname } from "node:path";
import { Worker } from "node:worker_threads";
import { nodeDisk, type WholeFile } from "../files/disk.js";
import { type FileFault, fileProgram, type FileTask } from "./file-program.js";

/** A file to be stored, and who waits for it. */
export interface FileJob {
  readonly file: WholeFile;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Who gives a thread its work. */
export interface FileThreadOwner {
  /** It has done what it was given. */
  threadIsFree(): void;
  /** It has died, and does nothing more. */
  threadLost(thread: FileThread): void;
}

/** So much content goes to a thread at once. */
export const threadMemoryBytes = 1024 * 1024;

/** A thread that stores files, several at a time. Their content goes through memory that it shares, so that it is copied only once. */
export class FileThread {
  readonly #memory = Buffer.from(new SharedArrayBuffer(threadMemoryBytes));
  readonly #worker: Worker;
  readonly #owner: FileThreadOwner;
  #jobs: readonly FileJob[] = [];

  /** @throws where the system has no room for a thread. */
  constructor(owner: FileThreadOwner) {
    this.#owner = owner;
    this.#worker = new Worker(fileProgram, { eval: true, name: "twist files", workerData: this.#memory.buffer });
    // It keeps the process alive only while somebody waits for it.
    this.#worker.unref();
    this.#worker.on("message", (faults: readonly (FileFault | undefined)[]) => {
      this.#done(faults);
    });
    let cause: Error | undefined;
    this.#worker.on("error", (error) => {
      cause = error;
    });
    this.#worker.on("exit", (code) => {
      this.#lost(cause ?? new Error(`the thread ended with code ${String(code)}`));
    });
  }

  get isBusy(): boolean {
    return this.#jobs.length > 0;
  }

  /** Begins with as many of `waiting` as its memory holds, and removes them from there. Only where it isn't busy. */
  takeFrom(waiting: FileJob[]): void {
    const tasks: FileTask[] = [];
    let start = 0;
    for (const { file } of waiting) {
      if (start + file.length > threadMemoryBytes) break;
      const end = this.#copy(file, start);
      const { temporary, path, durable } = file;
      tasks.push({ temporary, path, folder: durable ? dirname(path) : undefined, start, end });
      start = end;
    }
    this.#jobs = waiting.splice(0, tasks.length);
    this.#worker.ref();
    this.#worker.postMessage(tasks);
  }

  /** @returns where its content ends. */
  #copy({ chunks }: WholeFile, start: number): number {
    let end = start;
    for (const chunk of chunks) {
      this.#memory.set(chunk, end);
      end += chunk.length;
    }
    return end;
  }

  #done(faults: readonly (FileFault | undefined)[]): void {
    const jobs = this.#jobs;
    this.#jobs = [];
    this.#worker.unref();
    jobs.forEach(({ resolve, reject }, i) => {
      const fault = faults[i];
      if (fault === undefined) resolve();
      else reject(Object.assign(new Error(fault.message), fault));
    });
    this.#owner.threadIsFree();
  }

  #lost(cause: Error): void {
    const jobs = this.#jobs;
    this.#jobs = [];
    this.#owner.threadLost(this);
    const error = new Error("The thread that stores files has died.", { cause });
    for (const { file, reject } of jobs) {
      // Nobody knows how far it has come.
      void Promise.allSettled([nodeDisk.unlink(file.path), nodeDisk.unlink(file.temporary)]).then(() => {
        reject(error);
      });
    }
  }
}
