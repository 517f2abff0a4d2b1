import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { type DelayedCall, Logger, type ReactorTime } from "@twist/core";
import { removeFile } from "../files/folders.js";
import { writeNewFile } from "../files/write-file.js";
import { isQueueId } from "./queue-entry.js";
import type { QueueFolder } from "./queue-folder.js";

/** What other processes may ask for. */
export interface RequestTarget {
  flush(): void;
  remove(id: string): Promise<boolean>;
}

/** How requests are looked for. */
export interface QueueRequestsOptions {
  readonly clock: ReactorTime;
  /** `Infinity` for never. */
  readonly pollMs: number;
  readonly target: RequestTarget;
}

const log = new Logger("twist.mail.queue");
const requestPattern = /^(flush|remove-[0-9A-Z]{8,40})\.[0-9a-f]{16}$/;

/** Asks the process that works on a queue. @param request `"flush"`, or `"remove-ID"`. @returns the request's file, which is gone once it is done. */
export async function writeRequest(folder: QueueFolder, request: string): Promise<string> {
  const temporary = folder.temporaryPath();
  const path = join(folder.requestsPath, `${request}.${randomBytes(8).toString("hex")}`);
  await writeNewFile(folder.disk, temporary, []);
  await folder.disk.rename(temporary, path);
  return path;
}

/** Does what other processes have asked for by files in the queue's folder `requests`. */
export class QueueRequests {
  readonly #folder: QueueFolder;
  readonly #options: QueueRequestsOptions;
  #timer: DelayedCall | undefined;
  #looking: Promise<void> | undefined;
  #running = false;

  constructor(folder: QueueFolder, options: QueueRequestsOptions) {
    this.#folder = folder;
    this.#options = options;
  }

  /** Looks now, and then again and again. */
  start(): void {
    this.#running = true;
    this.#look();
  }

  async stop(): Promise<void> {
    this.#running = false;
    this.#timer?.cancel();
    await this.#looking;
  }

  #look(): void {
    const { clock, pollMs } = this.#options;
    this.#looking = this.#handleAll().finally(() => {
      if (!this.#running || pollMs === Infinity) return;
      this.#timer = clock.callLater(pollMs, () => {
        this.#look();
      });
    });
  }

  /** Never fails. */
  async #handleAll(): Promise<void> {
    const { disk, requestsPath } = this.#folder;
    try {
      for (const name of await disk.readdir(requestsPath)) {
        if (!this.#running) return;
        const request = requestPattern.exec(name)?.[1];
        if (request !== undefined) await this.#handle(request);
        await removeFile(disk, join(requestsPath, name));
      }
    } catch (error) {
      log.error("requests to the queue could not be handled", { error });
    }
  }

  async #handle(request: string): Promise<void> {
    const { target } = this.#options;
    if (request === "flush") target.flush();
    const id = request.slice("remove-".length);
    if (request.startsWith("remove-") && isQueueId(id)) await target.remove(id);
  }
}
