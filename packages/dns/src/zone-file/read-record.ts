import type { TokenReader } from "../presentation/token-reader.js";
import { MAX_TTL, parseTTL } from "../presentation/ttl-text.js";
import { parseRData } from "../records/rdata-text.js";
import { SOA } from "../records/soa.js";
import { typeCode } from "../records/type-codes.js";
import type { Name } from "../wire/name.js";
import { parseClass, RecordClass } from "../wire/record-class.js";
import type { RecordType } from "../wire/record-type.js";
import { ResourceRecord } from "../wire/resource-record.js";
import type { ZoneContext } from "./zone-context.js";

/** RDATA can't be longer than its text but by a few octets, so that shorter lines need no look at its length. */
const MAX_RDATA_OCTETS = 0xffff;

/** What may stand between owner and type. */
interface Head {
  type: RecordType | undefined;
  ttl: number | undefined;
  class: number | undefined;
}

/**
 * Reads the record of one line (RFC 1035 §5.1), and notes in `context` what the next line may leave out.
 *
 *     [<owner>] [<TTL>] [<class>] <type> <RDATA>
 *     [<owner>] [<class>] [<TTL>] <type> <RDATA>
 */
export function readRecord(tokens: TokenReader, context: ZoneContext): ResourceRecord {
  tokens.origin = context.origin;
  const name = readOwner(tokens, context);
  const { type, ttl, class: stated } = readHead(tokens, context);
  if (type === undefined) throw tokens.fail("no record type that is known: write TYPE123 for one without a name");
  const { defaultTTL, lastTTL } = context;
  if (ttl === undefined && defaultTTL === undefined && lastTTL === undefined && type !== SOA) {
    throw tokens.fail("there is no TTL: write one before the type, or set $TTL above");
  }
  const data = parseRData(type, tokens);
  if (ttl !== undefined) context.lastTTL = ttl;
  const record = new ResourceRecord({
    name,
    type,
    class: classOf(stated, tokens, context),
    ttl: ttl ?? defaultTTL ?? lastTTL ?? minimumOf(data, context),
    data,
  });
  if (tokens.entryBytes > MAX_RDATA_OCTETS) checkLength(record, tokens);
  return record;
}

function readOwner(tokens: TokenReader, context: ZoneContext): Name {
  if (!tokens.indented) return (context.owner = tokens.name("owner"));
  if (context.owner !== undefined) return context.owner;
  throw tokens.fail(
    "a line that begins with a blank has the owner of the line before, and there is none: begin with a name",
  );
}

function readHead(tokens: TokenReader, context: ZoneContext): Head {
  const head: Head = { type: undefined, ttl: undefined, class: undefined };
  for (;;) {
    const word = tokens.word("type");
    if (head.ttl === undefined && isDigit(word.charCodeAt(0))) {
      head.ttl = parseTTL(word);
      if (head.ttl === undefined) throw tokens.fail("a TTL has to be 0 to 2147483647 seconds, such as 3600 or 1h30m");
      continue;
    }
    if (head.class === undefined) {
      head.class = word === "IN" ? RecordClass.IN : parseClass(word);
      if (head.class !== undefined) continue;
    }
    head.type = typeNamed(word, context);
    return head;
  }
}

function typeNamed(word: string, context: ZoneContext): RecordType | undefined {
  const type = context.types.named(word);
  if (type !== undefined) return type;
  const code = typeCode(word);
  return code === undefined ? undefined : context.types.get(code);
}

function classOf(stated: number | undefined, tokens: TokenReader, context: ZoneContext): number {
  context.class ??= stated;
  if (stated !== undefined && stated !== context.class) throw tokens.fail("a record of another class than the zone's");
  return context.class ?? RecordClass.IN;
}

/** Where a zone begins with an SOA without a TTL, its minimum is taken, as BIND does. */
function minimumOf(data: object, context: ZoneContext): number {
  const minimum = "minimum" in data && typeof data.minimum === "number" ? data.minimum : 0;
  return (context.lastTTL = Math.min(minimum, MAX_TTL));
}

function checkLength(record: ResourceRecord, tokens: TokenReader): void {
  try {
    record.encodeRData();
  } catch (error) {
    if (error instanceof Error) throw tokens.fail(`the record's data don't fit into ${MAX_RDATA_OCTETS} octets`);
    throw error;
  }
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
