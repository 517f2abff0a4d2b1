import type { FilePath } from "../files/disk.js";

/** A file in a folder. `name` has one character for each byte, as `Disk.readdir` gives it. */
export function filePath(folder: string, name: string): FilePath {
  for (let at = 0; at < name.length; at += 1) {
    if (name.charCodeAt(at) > 0x7f) return Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name, "latin1")]);
  }
  return `${folder}/${name}`;
}
