import { systemCode } from "../errors/maildir-error.js";
import type { Disk } from "../files/disk.js";
import { filePath } from "../names/file-path.js";
import { baseLength, sizeInName } from "../names/message-name.js";

/** How much mail there is. */
export interface Usage {
  readonly bytes: number;
  readonly messages: number;
}

/** Counts the messages of mailboxes. Where names tell sizes, as ours do, no file is looked at. */
export async function measureUsage(disk: Disk, folders: readonly string[]): Promise<Usage> {
  let bytes = 0;
  let messages = 0;
  for (const folder of folders.flatMap((one) => [`${one}/new`, `${one}/cur`])) {
    for (const name of await disk.readdir(folder)) {
      if (name.startsWith(".")) continue;
      const size = sizeInName(name.slice(0, baseLength(name)), "S") ?? (await sizeOnDisk(disk, folder, name));
      if (size === undefined) continue;
      bytes += size;
      messages += 1;
    }
  }
  return { bytes, messages };
}

async function sizeOnDisk(disk: Disk, folder: string, name: string): Promise<number | undefined> {
  try {
    const stats = await disk.lstat(filePath(folder, name));
    return stats.isFile() ? Number(stats.size) : undefined;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
}
