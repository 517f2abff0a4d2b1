import { type FileSystem, hasPosixRename, isFileSystemError, writeFile } from "@twist/core/filesystem";
import type { Name } from "../wire/name.js";
import { formatZone } from "../zone-file/format-zone.js";
import { readZoneFile } from "../zone-file/read-zone-file.js";
import { Zone } from "../zone/zone.js";

/** The zone of a file that `writeSnapshot` wrote; `undefined` where there is none. Rejects where it can't be read. */
export async function readSnapshot(files: FileSystem, path: string, origin: Name): Promise<Zone | undefined> {
  try {
    const { records } = await readZoneFile(files, path, { origin });
    return Zone.fromRecords(origin, records);
  } catch (error) {
    if (isFileSystemError(error) && error.reason === "not-found") return undefined;
    throw error;
  }
}

/** Writes a zone so that after a crash either it is there or what was there before: the disk has it before it gets its name. */
export async function writeSnapshot(files: FileSystem, path: string, zone: Zone): Promise<void> {
  const text = formatZone(zone.records());
  const made = hasPosixRename(files) ? `${path}.new` : path;
  await writeFile(files, made, text);
  await using handle = await files.open(made, { write: true });
  await handle.sync();
  if (hasPosixRename(files)) await files.posixRename(made, path);
}
