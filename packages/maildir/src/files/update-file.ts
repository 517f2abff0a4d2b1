import type { ReactorTime } from "@twist/core";
import { MaildirError, systemCode } from "../errors/maildir-error.js";
import type { Disk } from "./disk.js";
import { createNew, fileMode } from "./open-flags.js";
import { readWholeFile } from "./read-whole-file.js";

/** The files that are shared with other programs are small. */
export const maxSharedFileBytes = 1024 * 1024;

const lockTimeoutMs = 10_000;
const lockStaleMs = 60_000;
const pauseMs = 20;

/**
 * Changes a file that other programs change as well, as Dovecot does: the new content is written to `PATH.lock`, whose being
 * there keeps everybody else waiting, and which then becomes the file. A lock older than a minute was left behind.
 */
export async function updateFile(
  disk: Disk,
  path: string,
  clock: ReactorTime,
  change: (content: Buffer | undefined) => Buffer,
): Promise<void> {
  const lock = `${path}.lock`;
  const fd = await openLock(disk, lock, clock);
  try {
    await disk.write(fd, [change(await readWholeFile(disk, path, maxSharedFileBytes))], 0);
    await disk.sync(fd);
    await disk.rename(lock, path);
  } catch (error) {
    await disk.unlink(lock).catch(() => undefined);
    throw error;
  } finally {
    disk.close(fd);
  }
}

async function openLock(disk: Disk, path: string, clock: ReactorTime): Promise<number> {
  for (const deadline = clock.now() + lockTimeoutMs; ;) {
    try {
      return await disk.open(path, createNew, fileMode);
    } catch (error) {
      if (systemCode(error) !== "EEXIST") throw error;
    }
    await removeStale(disk, path, clock);
    if (clock.now() >= deadline) throw new MaildirError("LOCK_TIMEOUT", "another process holds the lock of a file");
    await new Promise<void>((resolve) => {
      clock.callLater(pauseMs, resolve);
    });
  }
}

async function removeStale(disk: Disk, path: string, clock: ReactorTime): Promise<void> {
  try {
    const { mtimeMs } = await disk.lstat(path);
    if (clock.wallTime() - Number(mtimeMs) > lockStaleMs) await disk.unlink(path);
  } catch (error) {
    if (systemCode(error) !== "ENOENT") throw error;
  }
}
