import { createHash, randomBytes } from "node:crypto";
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
      if (!(await this.#removeIfLeft(this.path, text))) return false;
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

  /**
   * Removes the lock at `path` if it was left behind. Between a look at it and its removal somebody else may have put his own in its place, so it
   * is removed only under a second lock, which is named for the text that was found: while that is held, nobody else removes this one.
   *
   * @returns whether it is worth another try.
   */
  async #removeIfLeft(path: string, ownText: string): Promise<boolean> {
    const text = await this.#read(path);
    if (text === undefined) return true;
    if (!(await this.#isLeft(path, text))) return false;
    const breaker = `${path}.${createHash("sha256").update(text).digest("hex").slice(0, 12)}`;
    try {
      await this.#disk.symlink(ownText, breaker);
    } catch (error) {
      if (systemCode(error) !== "EEXIST") throw error;
      // Who is removing it takes it, unless that one is gone as well.
      return this.#removeIfLeft(breaker, ownText);
    }
    try {
      const isSame = (await this.#read(path)) === text && (await this.#isLeft(path, text));
      if (isSame) await this.#disk.unlink(path).catch(ignoreMissing);
    } finally {
      await this.#disk.unlink(breaker).catch(ignoreMissing);
    }
    return true;
  }

  async #isLeft(path: string, text: string): Promise<boolean> {
    const holder = parseHolder(text);
    if (holder !== undefined && isGone(holder)) return true;
    if (holder?.host === thisProcess().host) return false;
    try {
      const { mtimeMs } = await this.#disk.lstat(path);
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
