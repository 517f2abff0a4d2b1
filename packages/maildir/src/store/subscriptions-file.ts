import type { ReactorTime } from "@twist/core";
import type { Disk } from "../files/disk.js";
import { readWholeFile } from "../files/read-whole-file.js";
import { maxSharedFileBytes, updateFile } from "../files/update-file.js";
import { hierarchyDelimiter } from "../names/mailbox-name.js";
import { decodeModifiedUTF7, encodeModifiedUTF7 } from "../names/modified-utf7.js";

/** The first line of Dovecot's second format: levels are separated by tabs. In the first format there is none, and a dot separates them. */
const version2 = "V\t2";

/** The mailboxes that a user has subscribed to, in the file `subscriptions` as Dovecot keeps it. A name may be there without its mailbox. */
export class SubscriptionsFile {
  readonly #disk: Disk;
  readonly #path: string;
  readonly #clock: ReactorTime;

  constructor(disk: Disk, userFolder: string, clock: ReactorTime) {
    this.#disk = disk;
    this.#path = `${userFolder}/subscriptions`;
    this.#clock = clock;
  }

  async list(): Promise<string[]> {
    return parse(await readWholeFile(this.#disk, this.#path, maxSharedFileBytes)).names;
  }

  /** Adds and removes names, as one change. */
  async change(add: readonly string[], remove: readonly string[]): Promise<void> {
    await updateFile(this.#disk, this.#path, this.#clock, (content) => {
      const { names, lines, version } = parse(content);
      // Lines that we can't read stay: they mean something to whoever wrote them.
      const kept = lines.filter((_, index) => !remove.includes(names[index] ?? ""));
      const added = add.filter((name) => !names.includes(name)).map((name) => format(name, version));
      const header = version === 2 ? [version2, ""] : [];
      return Buffer.from([...header, ...kept, ...added].map((line) => `${line}\n`).join(""));
    });
  }
}

/** `names` and `lines` go together; a line that is no name of ours has an empty one. */
interface Subscriptions {
  readonly names: string[];
  readonly lines: string[];
  readonly version: 1 | 2;
}

function parse(content: Buffer | undefined): Subscriptions {
  const lines = (content?.toString("utf8") ?? `${version2}\n`).split("\n");
  const version = lines[0] === version2 ? 2 : 1;
  const rest = (version === 2 ? lines.slice(1) : lines).filter((line) => line !== "");
  return { names: rest.map((line) => parseLine(line, version)), lines: rest, version };
}

function parseLine(line: string, version: 1 | 2): string {
  const parts = line.split(version === 2 ? "\t" : ".").map((part) => (version === 2 ? tabUnescaped(part) : part));
  const decoded = parts.map(decodeModifiedUTF7);
  return decoded.every((part) => part !== undefined && part !== "") ? decoded.join(hierarchyDelimiter) : "";
}

function format(name: string, version: 1 | 2): string {
  const parts = name.split(hierarchyDelimiter).map(encodeModifiedUTF7);
  return parts.join(version === 2 ? "\t" : ".");
}

/** Dovecot writes what would break a line as \001 and a letter. No valid name of ours needs it but for reading. */
function tabUnescaped(text: string): string {
  return text.replace(/\x011/g, "\x01");
}
