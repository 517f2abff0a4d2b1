import { basename, dirname } from "node:path";
import { OptionsError } from "@twist/core/application";
import { isFileSystemError, LocalFileSystem } from "@twist/core/filesystem";
import { DNSTextError } from "../presentation/dns-text-error.js";
import type { ResourceRecord } from "../wire/resource-record.js";
import { readZoneFile } from "../zone-file/read-zone-file.js";

/**
 * The records of a file in the form of a zone file that is none of a zone: names count from the root.
 *
 * @param option What the file was given with, for errors: `--trust-anchor`.
 * @throws {OptionsError} with the file, line and column of what is wrong.
 */
export async function readRecordFile(option: string, path: string): Promise<readonly ResourceRecord[]> {
  try {
    const files = new LocalFileSystem(dirname(path), { readOnly: true });
    const { records } = await readZoneFile(files, `/${basename(path)}`, { origin: ".", ttl: 0 });
    return records;
  } catch (error) {
    if (!(error instanceof DNSTextError || isFileSystemError(error))) throw error;
    throw new OptionsError(`${option}: ${path}: ${error.message}`, { cause: error });
  }
}
