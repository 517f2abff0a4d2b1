import { randomBytes } from "node:crypto";
import type { ReactorTime } from "@twist/core";
import { MaildirError, systemCode } from "../errors/maildir-error.js";
import type { Disk } from "./disk.js";
import { isGone, thisProcess, type ProcessIdentity } from "./process-identity.js";

/** How a lock finds out about time. */
export interface ProcessLockOptions {
  readonly clock: ReactorTime;
  /** A lock of another host, whose processes can't be asked for, counts as left behind when it is older than this. @default 15 minutes */
  readonly foreignStaleMs?: number;
}

const firstPauseMs = 2;
const longestPauseMs = 50;

/**
 * A lock between processes: a symbolic link to nowhere, whose text says who holds it. Making one either succeeds or finds
 * another there, in one call, with the text in place from the first moment. One whose process is gone is taken over.
 */
export class ProcessLock {
  readonly path: string;
  readonly #disk: Disk;
  readonly #clock: ReactorTime;
  readonly #foreignStaleMs: number;
  #text: string | undefined;

  constructor(disk: Disk, path: string, options: ProcessLockOptions) {
    this.#disk = disk;
    this.path = path;
    this.#clock = options.clock;
    this.#foreignStaleMs = options.foreignStaleMs ?? 15 * 60_000;
  }

  /** Whether this object holds it. */
  get held(): boolean {
    return this.#text !== undefined;
  }

  /** Takes it if it is free or left behind; says whether. */
  async tryAcquire(): Promise<boolean> {
    const { pid, started, host } = thisProcess();
    const text = `${String(pid)} ${String(started)} ${host} ${randomBytes(6).toString("hex")}`;
    for (;;) {
      try {
        await this.#disk.symlink(text, this.path);
        this.#text = text;
        return true;
      } catch (error) {
        if (systemCode(error) !== "EEXIST") throw error;
      }
      if (!(await this.#removeIfLeft())) return false;
    }
  }

  /** Takes it, after at most `timeoutMs` of waiting. Fails with `LOCK_TIMEOUT`. */
  async acquire(timeoutMs: number): Promise<void> {
    const deadline = this.#clock.now() + timeoutMs;
    for (let pauseMs = firstPauseMs; !(await this.tryAcquire()); pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      if (this.#clock.now() >= deadline)
        throw new MaildirError("LOCK_TIMEOUT", "another process holds a lock of the mailbox");
      await pause(this.#clock, pauseMs);
    }
  }

  /** Shows other hosts that it is still held. */
  async refresh(): Promise<void> {
    if (this.#text !== undefined) await this.#disk.touchLink(this.path, this.#clock.wallTime());
  }

  /** Gives it back. Does nothing where it isn't held, or was taken over. */
  async release(): Promise<void> {
    const text = this.#text;
    this.#text = undefined;
    if (text !== undefined && (await this.#read(this.path)) === text)
      await this.#disk.unlink(this.path).catch(ignoreMissing);
  }

  /** Whether it is worth another try. */
  async #removeIfLeft(): Promise<boolean> {
    const text = await this.#read(this.path);
    if (text === undefined) return true;
    if (!(await this.#isLeft(text))) return false;
    // Two processes may come to this at the same time. The second one to rename gets what the first has made since, or nothing.
    const aside = `${this.path}.${randomBytes(6).toString("hex")}`;
    try {
      await this.#disk.rename(this.path, aside);
    } catch (error) {
      ignoreMissing(error);
      return true;
    }
    const taken = await this.#read(aside);
    if (taken !== undefined && taken !== text) await this.#disk.symlink(taken, this.path).catch(() => undefined);
    await this.#disk.unlink(aside);
    return true;
  }

  async #isLeft(text: string): Promise<boolean> {
    const holder = parseHolder(text);
    if (holder !== undefined && isGone(holder)) return true;
    if (holder?.host === thisProcess().host) return false;
    try {
      const { mtimeMs } = await this.#disk.lstat(this.path);
      return this.#clock.wallTime() - Number(mtimeMs) > this.#foreignStaleMs;
    } catch (error) {
      ignoreMissing(error);
      return false;
    }
  }

  async #read(path: string): Promise<string | undefined> {
    try {
      return await this.#disk.readlink(path);
    } catch (error) {
      // EINVAL: a plain file. It is not ours, and nobody's lock.
      if (systemCode(error) === "EINVAL") return "";
      ignoreMissing(error);
      return undefined;
    }
  }
}

function parseHolder(text: string): ProcessIdentity | undefined {
  const [pid, started, host] = text.split(" ");
  if (pid === undefined || !/^[1-9]\d{0,9}$/.test(pid) || host === undefined) return undefined;
  return { pid: Number(pid), started: Number(started), host };
}

function ignoreMissing(error: unknown): void {
  if (systemCode(error) !== "ENOENT") throw error;
}

function pause(clock: ReactorTime, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.callLater(delayMs, resolve);
  });
}
