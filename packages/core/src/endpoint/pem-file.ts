import { readFileSync } from "node:fs";

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EACCES: "this process may not read it",
  EISDIR: "it is a directory",
};

/** Reads a PEM file. @throws {Error} with a message that names the file and says why not. */
export function readPEMFile(path: string): Buffer {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    throw new Error(`Cannot read "${path}": ${reasons[code] ?? code}.`, { cause: error });
  }
  if (!bytes.includes("-----BEGIN ")) {
    throw new Error(`"${path}" is not a PEM file: it has no "-----BEGIN" line.`);
  }
  return bytes;
}
