import { basename, dirname } from "node:path";
import { isIPv4, isIPv6 } from "@twist/core";
import { OptionsError } from "@twist/core/application";
import { isFileSystemError, LocalFileSystem, readFile } from "@twist/core/filesystem";
import { DNSError } from "../wire/dns-error.js";
import { Name } from "../wire/name.js";

/** The largest public lists have a tenth of it. */
const maxFileBytes = 256 * 1024 * 1024;

/**
 * The domains of block lists, as `--block FILE` takes them: a domain a line, or an address and domains as in `/etc/hosts`. What follows a
 * `#` is a comment.
 *
 * @throws {OptionsError} with the file and line of what is no domain.
 */
export async function readBlockLists(paths: readonly string[]): Promise<Name[]> {
  const lists = await Promise.all(paths.map(readBlockList));
  return lists.flat();
}

async function readBlockList(path: string): Promise<Name[]> {
  try {
    const files = new LocalFileSystem(dirname(path), { readOnly: true });
    const text = await readFile(files, `/${basename(path)}`, { maxBytes: maxFileBytes });
    return text
      .toString("utf8")
      .split("\n")
      .flatMap((line, i) => domainsOf(line, `--block: ${path}:${String(i + 1)}`));
  } catch (error) {
    if (!isFileSystemError(error)) throw error;
    throw new OptionsError(`--block: ${path}: ${error.message}`, { cause: error });
  }
}

function domainsOf(line: string, where: string): Name[] {
  const comment = line.indexOf("#");
  const words = (comment === -1 ? line : line.slice(0, comment)).split(/\s/).filter((word) => word !== "");
  const [first = ""] = words;
  // Lists in the form of /etc/hosts name the machine itself too, which nobody wants to block.
  const domains = isIPv4(first) || isIPv6(first) ? words.slice(1).filter((word) => word.includes(".")) : words;
  try {
    return domains.map((domain) => Name.fromText(domain));
  } catch (error) {
    if (!(error instanceof DNSError)) throw error;
    throw new OptionsError(`${where}: ${error.message}`, { cause: error });
  }
}
