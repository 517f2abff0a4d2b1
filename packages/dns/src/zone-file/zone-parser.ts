import { DNSTextError, type TextPosition } from "../presentation/dns-text-error.js";
import { EntryLexer } from "../presentation/entry-lexer.js";
import { TokenReader } from "../presentation/token-reader.js";
import type { Name } from "../wire/name.js";
import { isMetaType } from "../wire/query-type.js";
import { RecordClass } from "../wire/record-class.js";
import type { ResourceRecord } from "../wire/resource-record.js";
import { Generate } from "./generate.js";
import { readRecord } from "./read-record.js";
import type { ZoneContext } from "./zone-context.js";
import type { ZoneFileLimits } from "./zone-file-limits.js";

/** An `$INCLUDE` directive. */
export interface IncludeDirective {
  /** The file, as it is written. */
  readonly path: string;
  /** What names in it are relative to, unless it says otherwise. */
  readonly origin: Name | undefined;
  /** Where the directive stands. */
  readonly position: TextPosition;
}

/** What a zone file holds, apart from what only changes how the rest is read. */
export type ZoneEntry =
  | { readonly record: ResourceRecord; readonly include?: undefined }
  | { readonly include: IncludeDirective; readonly record?: undefined };

/**
 * Reads one zone file (RFC 1035 §5, RFC 2308 §4) piece by piece, without touching any file: `append` the text, ask for `next` until
 * there is nothing, and `finish`. Whoever reads included files gives all of them one `ZoneContext`.
 */
export class ZoneParser {
  readonly #lexer: EntryLexer;
  readonly #tokens: TokenReader;
  readonly #context: ZoneContext;
  readonly #limits: ZoneFileLimits;
  #generate: Generate | undefined;

  constructor(context: ZoneContext, limits: ZoneFileLimits, file?: string) {
    this.#lexer = new EntryLexer("", { file, maxLineBytes: limits.maxLineBytes, partial: true });
    this.#tokens = new TokenReader(this.#lexer);
    this.#context = context;
    this.#limits = limits;
  }

  /** More of the file: one character, U+0000 to U+00FF, for each octet. */
  append(text: string): void {
    this.#lexer.append(text);
  }

  /** There is no more of the file. */
  finish(): void {
    this.#lexer.finish();
  }

  /** The next record or `$INCLUDE`; `undefined` where there is none in what was appended. Throws a `DNSTextError`. */
  next(): ZoneEntry | undefined {
    for (;;) {
      const generated = this.#generate?.next();
      if (generated !== undefined) return this.#counted(generated);
      this.#generate = undefined;
      if (!this.#lexer.next()) return undefined;
      this.#tokens.reset();
      this.#tokens.origin = this.#context.origin;
      // A name that begins with a dollar sign has it behind a backslash.
      const isDirective = this.#lexer.token(0).charCodeAt(0) === 0x24;
      if (!isDirective) return this.#counted(readRecord(this.#tokens, this.#context));
      const include = this.#directive();
      if (include !== undefined) return { include };
    }
  }

  #counted(record: ResourceRecord): ZoneEntry {
    const { maxRecords } = this.#limits;
    if (isMetaType(record.type) || record.class === RecordClass.NONE || record.class === RecordClass.ANY) {
      throw new DNSTextError("a type or class of queries and messages, that no zone holds", this.#lexer.position(0));
    }
    if (++this.#context.records > maxRecords) {
      throw new DNSTextError(`more than ${maxRecords} records (maxRecords)`, this.#lexer.position(0), {
        code: "TOO_MANY_RECORDS",
      });
    }
    return { record };
  }

  #directive(): IncludeDirective | undefined {
    const tokens = this.#tokens;
    const context = this.#context;
    switch (tokens.word("directive").toUpperCase()) {
      case "$ORIGIN":
        context.origin = tokens.name("origin");
        break;
      case "$TTL":
        context.defaultTTL = tokens.ttl("TTL");
        break;
      case "$INCLUDE":
        return this.#include();
      case "$GENERATE":
        this.#generate = new Generate(tokens, context, this.#limits.maxGeneratedRecords);
        return undefined;
      default:
        throw tokens.fail("no directive that is known: there are $ORIGIN, $TTL, $INCLUDE and $GENERATE");
    }
    tokens.end();
    return undefined;
  }

  #include(): IncludeDirective {
    const tokens = this.#tokens;
    const path = tokens.octets("the file to include").toString("utf8");
    const { position } = tokens;
    const origin = tokens.isLast ? this.#context.origin : tokens.name("origin");
    tokens.end();
    return { path, origin, position };
  }
}
