import { basename, dirname } from "node:path";
import { OptionsError } from "@twist/core/application";
import { isFileSystemError, LocalFileSystem, readFile } from "@twist/core/filesystem";
import { DNSTextError } from "../presentation/dns-text-error.js";
import { parseTSIGKeys } from "../tsig/parse-tsig-keys.js";
import type { TSIGKey } from "../tsig/tsig-key.js";

/** More than this is no file of keys. */
const maxBytes = 65_536;

/**
 * The keys of a file as `--key-file` takes it: what `tsig-keygen` writes, and `dig -k` and `nsupdate -k` read.
 *
 * @throws {OptionsError} where it can't be read or holds no key.
 */
export async function readTSIGKeys(path: string): Promise<TSIGKey[]> {
  try {
    const files = new LocalFileSystem(dirname(path), { readOnly: true });
    const text = (await readFile(files, `/${basename(path)}`, { maxBytes })).toString("utf8");
    const keys = parseTSIGKeys(text);
    if (keys.length === 0) throw new OptionsError(`--key-file: ${path} holds no key as tsig-keygen writes it`);
    return keys;
  } catch (error) {
    if (!(isFileSystemError(error) || error instanceof DNSTextError)) throw error;
    throw new OptionsError(`--key-file: ${path}: ${error.message}`, { cause: error });
  }
}
