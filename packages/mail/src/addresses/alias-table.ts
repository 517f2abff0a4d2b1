/**
 * The aliases file:
 *
 *     file     = *( line LF )
 *     line     = [ name ":" target *( "," target ) ] [ "#" comment ]
 *     name     = local-part            ; in every domain
 *              / local-part "@" domain ; in that one
 *              / "@" domain            ; all of a domain that nobody else has: its catch-all
 *              / "@"                   ; the same for every domain
 *     target   = user / address       ; a user's name, or any address, here or elsewhere
 *
 * A line that begins with white space goes on with the one before it. Programs, files and `:include:` aren't targets: mail that comes from anywhere must not start
 * a program.
 */

import { Mailbox, isDomain } from "@twist/smtp";
import { canonicalDomain } from "./local-domains.js";

/** Where an alias leads: an address, or a name that belongs to the domain it was found in. */
export type AliasTarget = Mailbox | string;

/** A line that was skipped. */
export interface BadAliasLine {
  /** Counted from 1. */
  readonly lineNumber: number;
  /** For people. */
  readonly reason: string;
}

/** So many targets may one alias have. */
export const maxAliasTargets = 1000;

/** What an aliases file says. */
export class AliasTable {
  readonly badLines: readonly BadAliasLine[];
  readonly #targets: ReadonlyMap<string, readonly AliasTarget[]>;

  private constructor(targets: ReadonlyMap<string, readonly AliasTarget[]>, badLines: readonly BadAliasLine[]) {
    this.#targets = targets;
    this.badLines = badLines;
  }

  /** Reads the text of an aliases file. A bad line costs its alias only; a second line for the same name adds to the first. */
  static parse(text: string): AliasTable {
    const targets = new Map<string, readonly AliasTarget[]>();
    const badLines: BadAliasLine[] = [];
    for (const { lineNumber, content } of logicalLines(text)) {
      try {
        const [name, list] = parseLine(content);
        const all = [...(targets.get(name) ?? []), ...list];
        if (all.length > maxAliasTargets)
          throw new TypeError(`an alias has at most ${String(maxAliasTargets)} targets`);
        targets.set(name, all);
      } catch (error) {
        badLines.push({ lineNumber, reason: error instanceof Error ? error.message : "it is no alias" });
      }
    }
    return new AliasTable(targets, badLines);
  }

  /** Where mail for `localPart` of `domain` goes. */
  find(localPart: string, domain: string): readonly AliasTarget[] | undefined {
    const local = localPart.toLowerCase();
    return this.#targets.get(`${local}@${domain}`) ?? this.#targets.get(local);
  }

  /** Where mail of `domain` goes that nobody else has. */
  catchAll(domain: string): readonly AliasTarget[] | undefined {
    return this.#targets.get(`@${domain}`) ?? this.#targets.get("@");
  }
}

interface LogicalLine {
  readonly lineNumber: number;
  content: string;
}

function logicalLines(text: string): LogicalLine[] {
  const lines: LogicalLine[] = [];
  for (const [index, raw] of text.split("\n").entries()) {
    const line = raw.replace(/\r$/, "");
    const last = lines.at(-1);
    if (line.trim() === "" || line.trimStart().startsWith("#")) continue;
    if (/^[ \t]/.test(line) && last !== undefined) last.content += ` ${line.trim()}`;
    else lines.push({ lineNumber: index + 1, content: line });
  }
  return lines;
}

function parseLine(line: string): [string, AliasTarget[]] {
  const [name = "", ...rest] = splitOutsideQuotes(line, ":");
  if (rest.length === 0) throw new TypeError("an alias is NAME: TARGET");
  const list = splitOutsideQuotes(withoutComment(rest.join(":")), ",").map((target) => target.trim());
  if (list.every((target) => target === "")) throw new TypeError("the alias leads nowhere");
  return [parseName(name.trim()), list.filter((target) => target !== "").map(parseTarget)];
}

function parseName(name: string): string {
  if (name.startsWith("@")) {
    const domain = canonicalDomain(name.slice(1));
    if (domain !== "" && !isDomain(domain)) throw new TypeError("behind the @ stands a domain, or nothing");
    return `@${domain}`;
  }
  const mailbox = toMailbox(name);
  const local = mailbox.localPart.toLowerCase();
  return name.endsWith(`@${mailbox.domain}`) ? `${local}@${canonicalDomain(mailbox.domain)}` : local;
}

function parseTarget(target: string): AliasTarget {
  if (/^["]?[|/]|^:include:/i.test(target)) throw new TypeError("programs, files and :include: are no targets here");
  const mailbox = toMailbox(target);
  return target.endsWith(`@${mailbox.domain}`) ? mailbox : mailbox.localPart;
}

/** A name without a domain gets one that it can't have had. */
function toMailbox(text: string): Mailbox {
  try {
    return Mailbox.parse(text);
  } catch (error) {
    if (splitOutsideQuotes(text, "@").length > 1) throw error;
    return Mailbox.parse(`${text}@name.invalid`);
  }
}

function withoutComment(text: string): string {
  return splitOutsideQuotes(text, "#")[0] ?? "";
}

function splitOutsideQuotes(text: string, separator: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '"') quoted = !quoted;
    else if (quoted && character === "\\") at++;
    else if (!quoted && character === separator) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}
