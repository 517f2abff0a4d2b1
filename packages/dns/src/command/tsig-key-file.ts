import { basename, dirname } from "node:path";
import { OptionsError } from "@twist/core/application";
import { isFileSystemError, LocalFileSystem, readFile } from "@twist/core/filesystem";
import type { TSIGAlgorithmName } from "../tsig/tsig-algorithm.js";
import { TSIGKey } from "../tsig/tsig-key.js";
import { DNSError } from "../wire/dns-error.js";

/** More than this is no file of keys. */
const maxBytes = 65_536;

/**
 * The keys of a file as `tsig-keygen` writes it, and `dig -k` and `nsupdate -k` read it:
 *
 *     key "transfer.example." {
 *       algorithm hmac-sha256;
 *       secret "…";
 *     };
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
    const isFault = isFileSystemError(error) || error instanceof RangeError || error instanceof DNSError;
    if (!isFault) throw error;
    throw new OptionsError(`--key-file: ${path}: ${error.message}`, { cause: error });
  }
}

/** The keys of such a text. Throws a `RangeError` or `DNSError` for a key that can't be used. */
export function parseTSIGKeys(text: string): TSIGKey[] {
  const words = wordsOf(text);
  const keys: TSIGKey[] = [];
  for (let at = 0; at < words.length; at++) {
    if (words[at] !== "key" || words[at + 2] !== "{") continue;
    const name = words[at + 1] ?? "";
    const end = words.indexOf("}", at);
    const body = words.slice(at + 3, end === -1 ? words.length : end);
    const algorithm = valueOf(body, "algorithm") ?? "hmac-sha256";
    const secret = valueOf(body, "secret") ?? "";
    // The constructor refuses one that it doesn't know.
    keys.push(new TSIGKey({ name, secret, algorithm: algorithm.replace(/\.$/, "") as TSIGAlgorithmName }));
    at += 2 + body.length;
  }
  return keys;
}

function valueOf(body: readonly string[], name: string): string | undefined {
  const at = body.indexOf(name);
  return at === -1 ? undefined : body[at + 1];
}

/** Words, braces and semicolons, without quotes and comments. */
function wordsOf(text: string): string[] {
  const words = text.matchAll(/#[^\n]*|\/\/[^\n]*|"([^"\n]*)"|[{};]|[^\s{};"]+/g);
  return Array.from(words, ([word, quoted]) => quoted ?? word).filter((word) => !/^(?:#|\/\/)/.test(word));
}
