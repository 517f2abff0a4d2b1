import type { SMTPReply } from "../wire/reply.js";

/** What a server has said of itself in its reply to EHLO or LHLO (RFC 5321 §4.1.1.1). Keywords are compared without regard to case. */
export class ServerExtensions {
  /** What the server calls itself. Its own word: good for messages, not for decisions. */
  readonly domain: string;
  readonly #parameters: ReadonlyMap<string, string>;
  /** Whether commands may be sent before the reply to the one before has come (RFC 2920). */
  readonly pipelining: boolean;

  /** @param lines The text of each line of the reply. After HELO there is one, and so no extension. */
  constructor(lines: readonly string[]) {
    const [greeting = "", ...keywords] = lines;
    this.domain = firstWord(greeting);
    this.#parameters = new Map(keywords.map(readKeyword));
    this.pipelining = this.has("PIPELINING");
  }

  static of(reply: SMTPReply): ServerExtensions {
    return new ServerExtensions(reply.lines);
  }

  /** Whether the server offers the extension: `"SMTPUTF8"`, … */
  has(keyword: string): boolean {
    return this.#parameters.has(keyword.toUpperCase());
  }

  /** What stands behind the keyword, empty for nothing; `undefined` where the extension isn't offered. */
  parameters(keyword: string): string | undefined {
    return this.#parameters.get(keyword.toUpperCase());
  }

  /** The largest message that the server takes, in bytes (RFC 1870 §4); `undefined` where it doesn't say. */
  get maxSize(): number | undefined {
    const digits = this.parameters("SIZE");
    if (digits === undefined || !/^\d{1,20}$/.test(digits)) return undefined;
    const size = Number(digits);
    return size === 0 ? undefined : size;
  }

  /** The SASL mechanisms that are offered (RFC 4954 §3), in upper case. */
  get authMechanisms(): readonly string[] {
    const words = this.parameters("AUTH")?.toUpperCase().split(" ") ?? [];
    return words.filter((word) => word !== "");
  }
}

/** A keyword and its parameters. Before AUTH was a standard, servers wrote `AUTH=LOGIN`; some still do beside the right way. */
function readKeyword(line: string): [string, string] {
  const end = line.search(/[ =]/);
  if (end === -1) return [line.toUpperCase(), ""];
  return [line.slice(0, end).toUpperCase(), line.slice(end + 1).trim()];
}

function firstWord(text: string): string {
  const end = text.indexOf(" ");
  return end === -1 ? text : text.slice(0, end);
}
