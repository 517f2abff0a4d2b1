import type { ResourceRecord } from "../wire/resource-record.js";
import { readZoneFile } from "../zone-file/read-zone-file.js";
import { fileFault, optionFile } from "./option-file.js";

/**
 * The records of a file in the form of a zone file that is none of a zone: names count from the root.
 *
 * @param option What the file was given with, for errors: `--trust-anchor`.
 * @throws {OptionsError} with the file, line and column of what is wrong.
 */
export async function readRecordFile(option: string, path: string): Promise<readonly ResourceRecord[]> {
  try {
    const file = optionFile(path);
    const { records } = await readZoneFile(file.files, file.path, { origin: ".", ttl: 0 });
    return records;
  } catch (error) {
    throw fileFault(error, `${option}: ${path}`);
  }
}
