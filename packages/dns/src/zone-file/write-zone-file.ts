import { type FileSystem, hasPosixRename, normalizePath, writeFile } from "@twist/core/filesystem";
import type { ResourceRecord } from "../wire/resource-record.js";
import { formatZone, type FormatZoneOptions } from "./format-zone.js";

/**
 * Writes a zone file as `formatZone` does. Where the file system can, it is written beside `path`, as `path.new`, and then takes its
 * place in one step, so that nobody reads half a zone. Rejects with a `FileSystemError`.
 */
export async function writeZoneFile(
  files: FileSystem,
  path: string,
  records: Iterable<ResourceRecord>,
  options: FormatZoneOptions = {},
): Promise<void> {
  const normal = normalizePath(path);
  const text = formatZone(records, options);
  if (!hasPosixRename(files)) {
    await writeFile(files, normal, text);
    return;
  }
  await writeFile(files, `${normal}.new`, text);
  await files.posixRename(`${normal}.new`, normal);
}
