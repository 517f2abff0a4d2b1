import { OptionsError } from "@twist/core/application";
import { readFile } from "@twist/core/filesystem";
import { parseTSIGKeys } from "../tsig/parse-tsig-keys.js";
import type { TSIGKey } from "../tsig/tsig-key.js";
import { fileFault, optionFile } from "./option-file.js";

/** More than this is no file of keys. */
const maxBytes = 65_536;

/**
 * The keys of a file as `--key-file` takes it: what `tsig-keygen` writes, and `dig -k` and `nsupdate -k` read.
 *
 * @throws {OptionsError} where it can't be read or holds no key.
 */
export async function readTSIGKeys(path: string): Promise<TSIGKey[]> {
  try {
    const file = optionFile(path);
    const text = (await readFile(file.files, file.path, { maxBytes })).toString("utf8");
    const keys = parseTSIGKeys(text);
    if (keys.length === 0) throw new OptionsError(`--key-file: ${path} holds no key as tsig-keygen writes it`);
    return keys;
  } catch (error) {
    throw fileFault(error, `--key-file: ${path}`);
  }
}
