import type { FileSystem } from "../../filesystem/file-system.js";
import { readFile } from "../../filesystem/read-file.js";

/** The text of a file. */
export async function readText(fs: FileSystem, path: string): Promise<string> {
  return (await readFile(fs, path)).toString();
}
