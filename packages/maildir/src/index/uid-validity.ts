import type { ReactorTime } from "@twist/core";
import type { Disk } from "../files/disk.js";
import { ProcessLock } from "../files/process-lock.js";
import { readWholeFile } from "../files/read-whole-file.js";
import { replaceFile } from "../files/replace-file.js";
import { systemCode } from "../errors/maildir-error.js";

/** The last UIDVALIDITY that a user's mailboxes were given, in the user's folder. */
const uidValidityFileName = "twist-uidvalidity";

const lockTimeoutMs = 10_000;
const highest = 0xffff_ffff;

/**
 * A UIDVALIDITY that no mailbox of the user has had before, RFC 9051 §2.3.1.1: the time in seconds, or one more than the last
 * where the clock hasn't moved on or was set back. A mailbox that is deleted and made again within a second gets another one.
 *
 * @param adopted The one that the mailbox had with Dovecot: it stays, and is noted.
 */
export async function drawUIDValidity(
  disk: Disk,
  userFolder: string,
  clock: ReactorTime,
  adopted?: number,
): Promise<number> {
  const path = `${userFolder}/${uidValidityFileName}`;
  const lock = new ProcessLock(disk, `${path}.lock`, { clock });
  await lock.acquire(lockTimeoutMs);
  try {
    const last = Number((await readWholeFile(disk, path, 64))?.toString("latin1") ?? 0) || 0;
    const next = adopted ?? Math.max(Math.floor(clock.wallTime() / 1000), last + 1, 1);
    if (next > highest) throw new RangeError("there is no UIDVALIDITY left");
    await removeLeft(disk, `${path}.tmp`);
    await replaceFile(disk, path, `${path}.tmp`, Buffer.from(`${String(Math.max(next, last))}\n`));
    return next;
  } finally {
    await lock.release();
  }
}

/** What a process left that was killed while it had the lock. */
async function removeLeft(disk: Disk, path: string): Promise<void> {
  await disk.unlink(path).catch((error: unknown) => {
    if (systemCode(error) !== "ENOENT") throw error;
  });
}
