import { isIPv4, isIPv6 } from "@twist/core";
import { readFile } from "@twist/core/filesystem";
import type { Name } from "../wire/name.js";
import { fileFault, optionFile } from "./option-file.js";
import { optionName } from "./option-name.js";

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
    const file = optionFile(path);
    const text = await readFile(file.files, file.path, { maxBytes: maxFileBytes });
    return text
      .toString("utf8")
      .split("\n")
      .flatMap((line, i) => domainsOf(line, `--block: ${path}:${String(i + 1)}`));
  } catch (error) {
    throw fileFault(error, `--block: ${path}`);
  }
}

function domainsOf(line: string, where: string): Name[] {
  const comment = line.indexOf("#");
  const words = (comment === -1 ? line : line.slice(0, comment)).split(/\s/).filter((word) => word !== "");
  const [first = ""] = words;
  // Lists in the form of /etc/hosts name the machine itself too, which nobody wants to block.
  const domains = isIPv4(first) || isIPv6(first) ? words.slice(1).filter((word) => word.includes(".")) : words;
  return domains.map((domain) => optionName(domain, where));
}
