import type { ReactorTime } from "@twist/core";
import { MaildirError } from "../errors/maildir-error.js";
import type { Disk } from "../files/disk.js";
import { readWholeFile } from "../files/read-whole-file.js";
import { maxSharedFileBytes, updateFile } from "../files/update-file.js";
import { firstKeywordBit, maxKeywords, systemFlagBit, systemFlagNames } from "../names/flag-mask.js";

/** The longest name of a keyword. */
const maxKeywordBytes = 255;

/**
 * The names of a mailbox's keywords, by the letters `a` to `z` in its file names, in a file that Dovecot has the say on:
 * lines such as `0 $Label1`. A letter is never given to another name while the file is there, since it would turn up on old messages.
 */
export class KeywordsFile {
  readonly #disk: Disk;
  readonly #path: string;
  readonly #clock: ReactorTime;
  #names: (string | undefined)[] = [];

  constructor(disk: Disk, folder: string, clock: ReactorTime) {
    this.#disk = disk;
    this.#path = `${folder}/dovecot-keywords`;
    this.#clock = clock;
  }

  /** Reads what others may have written. */
  async load(): Promise<void> {
    this.#names = parse(await readWholeFile(this.#disk, this.#path, maxSharedFileBytes));
  }

  /** The keywords that the mailbox has. */
  get keywords(): string[] {
    return this.#names.filter((name) => name !== undefined);
  }

  /** The names of the flags in a mask. A letter without a name has none, until another program writes it down. */
  namesOf(mask: number): string[] {
    const names = systemFlagNames(mask);
    for (let index = 0; index < maxKeywords; index += 1) {
      const name = this.#names[index];
      if ((mask & (1 << (firstKeywordBit + index))) !== 0 && name !== undefined && !names.includes(name))
        names.push(name);
    }
    return names;
  }

  /** The mask of those of `flags` that have a bit already. */
  knownMask(flags: readonly string[]): number {
    let mask = 0;
    for (const flag of flags) mask |= systemFlagBit(flag) | this.#keywordBit(flag);
    return mask >>> 0;
  }

  /**
   * The mask of `flags`; new keywords are written down. Fails with `TOO_MANY_KEYWORDS` where no letter is left, and throws a RangeError for
   * what is no flag: empty, too long, or with characters that IMAP or the file couldn't bear.
   */
  async maskOf(flags: readonly string[]): Promise<number> {
    for (const flag of flags) checkFlag(flag);
    const isUnknown = (flag: string): boolean => systemFlagBit(flag) === 0 && this.#keywordBit(flag) === 0;
    if (flags.some(isUnknown)) await this.load();
    const unknown = flags.filter(isUnknown);
    if (unknown.length > 0) await this.#add(unknown);
    return this.knownMask(flags);
  }

  #keywordBit(flag: string): number {
    const wanted = flag.toLowerCase();
    const index = this.#names.findIndex((name) => name?.toLowerCase() === wanted);
    return index < 0 ? 0 : 1 << (firstKeywordBit + index);
  }

  async #add(keywords: readonly string[]): Promise<void> {
    await updateFile(this.#disk, this.#path, this.#clock, (content) => {
      this.#names = parse(content);
      for (const keyword of keywords) this.#give(keyword);
      return format(this.#names);
    }).catch(async (error: unknown) => {
      await this.load();
      throw error;
    });
  }

  #give(keyword: string): void {
    if (this.#keywordBit(keyword) !== 0) return;
    // Behind the last one: a letter whose line is missing may still be on messages.
    if (this.#names.length === maxKeywords) {
      throw new MaildirError("TOO_MANY_KEYWORDS", `a mailbox has at most ${String(maxKeywords)} keywords`);
    }
    this.#names.push(keyword);
  }
}

function parse(content: Buffer | undefined): (string | undefined)[] {
  const names: (string | undefined)[] = [];
  for (const line of (content?.toString("utf8") ?? "").split("\n")) {
    const space = line.indexOf(" ");
    const index = Number(line.slice(0, space));
    const name = line.slice(space + 1);
    if (space < 1 || !Number.isInteger(index) || index < 0 || index >= maxKeywords || name === "") continue;
    while (names.length <= index) names.push(undefined);
    names[index] = name;
  }
  return names;
}

function format(names: readonly (string | undefined)[]): Buffer {
  return Buffer.from(names.map((name, index) => (name === undefined ? "" : `${String(index)} ${name}\n`)).join(""));
}

/** An IMAP atom (RFC 9051 §9, flag-keyword), or one of the system flags. */
function checkFlag(flag: string): void {
  if (systemFlagBit(flag) !== 0) return;
  if (flag === "" || flag.length > maxKeywordBytes || /[^!-~]|[(){%*"\\\]]/.test(flag)) {
    throw new RangeError("not a flag that a message can have");
  }
}
