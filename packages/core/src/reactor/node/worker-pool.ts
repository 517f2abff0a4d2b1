import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { Deferred } from "../../deferred/deferred.js";
import { CancelledError } from "../../deferred/deferred-errors.js";
import type { DelayedCall, ReactorTime } from "../../deferred/reactor-time.js";
import type { DeferToWorkerOptions } from "../reactor.js";
import { WorkerLost } from "./worker-lost.js";
import { workerProgram, type WorkerAnswer, type WorkerTask } from "./worker-program.js";

/** How long a worker thread waits for more work before it ends. */
const idleTimeoutMs = 10_000;

interface Job {
  readonly task: WorkerTask;
  readonly transfer: readonly ArrayBuffer[];
  readonly deferred: Deferred<unknown>;
  thread: Thread | undefined;
}

interface Thread {
  readonly worker: Worker;
  job: Job | undefined;
  idle: DelayedCall | undefined;
}

/**
 * Worker threads for work that would hold up the event loop: as many as there are processors at most, started when there is work, ended
 * when there has been none for a while. An idle one does not keep the process alive.
 */
export class WorkerPool {
  readonly #clock: ReactorTime;
  readonly #size: number;
  readonly #threads = new Set<Thread>();
  readonly #waiting: Job[] = [];

  /** @param size How many threads there may be. @default one less than there are processors, and at least one */
  constructor(clock: ReactorTime, size: number = Math.max(1, availableParallelism() - 1)) {
    this.#clock = clock;
    this.#size = size;
  }

  /** How many threads there are now. */
  get threadCount(): number {
    return this.#threads.size;
  }

  run<T>(moduleURL: URL, args: readonly unknown[], options: DeferToWorkerOptions): Deferred<T> {
    const { exportName = "default", transfer = [], signal } = options;
    const deferred = new Deferred<T>(() => {
      this.#cancel(job);
    });
    const job: Job = {
      task: { moduleURL: moduleURL.href, exportName, args },
      transfer,
      deferred,
      thread: undefined,
    };
    this.#waiting.push(job);
    this.#assign();
    return deferred.withSignal(signal);
  }

  #assign(): void {
    while (this.#waiting.length > 0) {
      const thread = this.#freeThread();
      if (thread === undefined) return;
      const job = this.#waiting.shift();
      if (job !== undefined) this.#begin(thread, job);
    }
  }

  #freeThread(): Thread | undefined {
    for (const thread of this.#threads) if (thread.job === undefined) return thread;
    return this.#threads.size < this.#size ? this.#startThread() : undefined;
  }

  #startThread(): Thread {
    const worker = new Worker(workerProgram, { eval: true, name: "twist worker" });
    const thread: Thread = { worker, job: undefined, idle: undefined };
    this.#threads.add(thread);
    worker.on("message", (answer: WorkerAnswer) => {
      this.#answered(thread, answer);
    });
    worker.on("error", (error) => {
      this.#lost(thread, error);
    });
    worker.on("exit", (code) => {
      this.#lost(thread, new Error(`the thread ended with code ${String(code)}`));
    });
    return thread;
  }

  #begin(thread: Thread, job: Job): void {
    thread.idle?.cancel();
    thread.idle = undefined;
    thread.job = job;
    job.thread = thread;
    thread.worker.ref();
    try {
      thread.worker.postMessage(job.task, [...job.transfer]);
    } catch (error) {
      // An argument that can't be cloned.
      this.#release(thread);
      job.deferred.errback(error);
    }
  }

  #answered(thread: Thread, answer: WorkerAnswer): void {
    const { job } = thread;
    if (job === undefined) return;
    this.#release(thread);
    if (answer.ok) job.deferred.callback(answer.value);
    else job.deferred.errback(answer.error);
    this.#assign();
  }

  #release(thread: Thread): void {
    thread.job = undefined;
    thread.worker.unref();
    thread.idle = this.#clock.callLater(idleTimeoutMs, () => {
      this.#end(thread);
    });
  }

  #end(thread: Thread): void {
    this.#threads.delete(thread);
    thread.idle?.cancel();
    void thread.worker.terminate();
  }

  #lost(thread: Thread, cause: Error): void {
    const { job } = thread;
    thread.job = undefined;
    this.#threads.delete(thread);
    thread.idle?.cancel();
    job?.deferred.errback(new WorkerLost("The worker thread died before it had an answer.", { cause }));
    this.#assign();
  }

  /** A job that waits is forgotten. One that runs can only be stopped by ending its thread. */
  #cancel(job: Job): void {
    const { thread } = job;
    if (thread === undefined) {
      this.#waiting.splice(this.#waiting.indexOf(job), 1);
    } else {
      thread.job = undefined;
      this.#end(thread);
    }
    job.deferred.errback(new CancelledError());
    this.#assign();
  }
}
