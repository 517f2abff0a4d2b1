import { isFileSystemError } from "./file-system-error.js";
import type { FileStats } from "./file-stats.js";
import type { DirectoryEntry, FileSystem } from "./file-system.js";

/**
 * What the tree below `path` holds, as a `QuotaCounter` counts it: a file with several names once, `path` itself not.
 * It goes through all of it; do it once, when the counter is made.
 */
export async function measureUsage(
  fs: FileSystem,
  path = "/",
): Promise<{ readonly usedBytes: number; readonly usedFiles: number }> {
  let usedBytes = 0;
  let usedFiles = 0;
  const seen = new Set<number>();
  const directories = [path];
  for (let directory = directories.pop(); directory !== undefined; directory = directories.pop()) {
    for await (const entry of fs.list(directory)) {
      const stats = await statIfThere(entry);
      if (stats === undefined) continue;
      if (stats.nlink > 1 && stats.type === "file") {
        if (seen.has(stats.ino)) continue;
        seen.add(stats.ino);
      }
      usedFiles += 1;
      if (stats.type === "file") usedBytes += stats.size;
      if (stats.type === "directory") directories.push(`${directory}/${entry.name}`);
    }
  }
  return { usedBytes, usedFiles };
}

async function statIfThere(entry: DirectoryEntry): Promise<FileStats | undefined> {
  try {
    return await entry.stat();
  } catch (error) {
    if (isFileSystemError(error, "not-found")) return undefined;
    throw error;
  }
}
