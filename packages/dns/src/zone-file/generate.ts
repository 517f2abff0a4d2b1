import { DNSTextError, type TextPosition } from "../presentation/dns-text-error.js";
import { EntryLexer } from "../presentation/entry-lexer.js";
import { TokenReader } from "../presentation/token-reader.js";
import { parseTTL } from "../presentation/ttl-text.js";
import { parseClass } from "../wire/record-class.js";
import type { ResourceRecord } from "../wire/resource-record.js";
import { GenerateTemplate } from "./generate-template.js";
import { readRecord } from "./read-record.js";
import type { ZoneContext } from "./zone-context.js";

/**
 * A `$GENERATE` directive, after BIND: one record for each number of a range.
 *
 *     $GENERATE <start>-<stop>[/<step>] <owner> [<TTL>] [<class>] <type> <RDATA>
 */
export class Generate {
  readonly #template: GenerateTemplate;
  readonly #context: ZoneContext;
  readonly #position: TextPosition;
  readonly #stop: number;
  readonly #step: number;
  #next: number;

  /** Reads the directive's tokens, the first of which was taken. Throws a `DNSTextError`. */
  constructor(tokens: TokenReader, context: ZoneContext, maxRecords: number) {
    this.#context = context;
    this.#position = tokens.position;
    const range = /^(\d{1,10})-(\d{1,10})(?:\/(\d{1,10}))?$/.exec(tokens.word("range"));
    const [, start = "", stop = "", step = "1"] = range ?? [];
    this.#next = Number(start);
    this.#stop = Number(stop);
    this.#step = Number(step);
    if (range === null || this.#stop < this.#next || this.#step < 1) {
      throw tokens.fail("range has to be of the form 1-100 or 0-254/2");
    }
    if (Math.floor((this.#stop - this.#next) / this.#step) >= maxRecords) {
      throw tokens.fail(`more than ${maxRecords} records (maxGeneratedRecords): cut the range`);
    }
    const template = GenerateTemplate.parse(recordText(tokens));
    if (template === undefined)
      throw tokens.fail("a ${…} that isn't of the form ${offset,width,base}, such as ${0,3,d}");
    this.#template = template;
  }

  /** The next record; `undefined` after the last. */
  next(): ResourceRecord | undefined {
    const value = this.#next;
    if (value > this.#stop) return undefined;
    this.#next += this.#step;
    const text = this.#template.expand(value);
    if (text === undefined) throw new DNSTextError(`an offset makes ${value} negative`, this.#position);
    const lexer = new EntryLexer(text);
    try {
      lexer.next();
      return readRecord(new TokenReader(lexer), this.#context);
    } catch (error) {
      if (!(error instanceof DNSTextError)) throw error;
      throw new DNSTextError(`${error.detail} (in the record for ${value})`, this.#position, { cause: error });
    }
  }
}

/** The tokens that are left, as one line again. BIND lets data of several fields stand in one pair of quotes. */
function recordText(tokens: TokenReader): string {
  let text = tokens.word("owner");
  for (;;) {
    const word = tokens.word("type");
    text += ` ${word}`;
    if (parseTTL(word) === undefined && parseClass(word) === undefined) break;
  }
  const first = tokens.source("data");
  if (tokens.isLast && first.startsWith('"')) return `${text} ${first.slice(1, -1)}`;
  text += ` ${first}`;
  while (!tokens.isLast) text += ` ${tokens.source("data")}`;
  return text;
}
