import { DNSTextError } from "../presentation/dns-text-error.js";
import { EntryLexer } from "../presentation/entry-lexer.js";
import { octetsOf } from "../presentation/octet-text.js";
import { TokenReader } from "../presentation/token-reader.js";
import { recordTypes } from "../records/record-types.js";
import { Name } from "../wire/name.js";
import type { RecordTypes } from "../wire/record-types.js";
import type { ResourceRecord } from "../wire/resource-record.js";
import { readRecord } from "./read-record.js";

/** How `parseRecord` reads what the text leaves out. */
export interface ParseRecordOptions {
  /** What names without a dot at the end are relative to. @default none: such names are refused */
  readonly origin?: Name | string | undefined;
  /** The TTL, in seconds, where the text has none. @default none: such a text is refused */
  readonly ttl?: number | undefined;
  /** The types that are known. @default all of this package */
  readonly types?: RecordTypes | undefined;
}

/**
 * One record from its presentation form: `parseRecord("example.com. 300 IN MX 10 mail.example.com.")`. The class is IN where none
 * is written. Throws a `DNSTextError`, for more than one record too.
 */
export function parseRecord(text: string, options: ParseRecordOptions = {}): ResourceRecord {
  const lexer = new EntryLexer(octetsOf(text));
  const tokens = new TokenReader(lexer);
  if (!lexer.next()) throw new DNSTextError("there is no record", { line: 1, column: 1 });
  const record = readRecord(tokens, {
    types: options.types ?? recordTypes,
    origin: options.origin === undefined ? undefined : Name.from(options.origin),
    owner: undefined,
    class: undefined,
    defaultTTL: options.ttl,
    lastTTL: undefined,
    records: 0,
  });
  if (lexer.next()) throw new DNSTextError("more than one record", lexer.position(0));
  return record;
}
