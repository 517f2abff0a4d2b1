import { CNAME, type CNAMEData } from "../records/cname.js";
import { DNAME } from "../records/dname.js";
import { NSEC } from "../records/nsec.js";
import { NSEC3 } from "../records/nsec3.js";
import { RRSIG } from "../records/rrsig.js";
import { SOA } from "../records/soa.js";
import { DNSExchangeError } from "../exchange/dns-exchange-error.js";
import { DNSDecodeError } from "../wire/dns-decode-error.js";
import type { Message } from "../wire/message.js";
import type { Name } from "../wire/name.js";
import { QueryType } from "../wire/query-type.js";
import type { Question } from "../wire/question.js";
import type { ResourceRecord } from "../wire/resource-record.js";

/** Aliases that lead to one another in one look-up. BIND follows 11, Unbound too. */
const maxAliases = 11;

/** What of an answer section belongs to its question. */
export interface AliasChain {
  /** The CNAME records, from the question's name on. */
  readonly aliases: readonly ResourceRecord<CNAMEData>[];
  /** Where they lead. */
  readonly target: Name;
  /** The records that were asked for. */
  readonly records: readonly ResourceRecord[];
}

/**
 * What of `response` answers `question`: its aliases from name to name, and the records that the last name has. Anything else in
 * there was not asked for and is left out, whoever may have put it in. Throws a `DNSExchangeError` with code `"BAD_RESPONSE"` for aliases in a
 * circle, too many of them, two for one name, and a record that can't be read.
 */
export function followAliases({ name, type, class: questionClass }: Question, response: Message): AliasChain {
  const aliases: ResourceRecord<CNAMEData>[] = [];
  let target = name;
  for (;;) {
    const here = response.answer.filter((record) => record.class === questionClass && record.name.equals(target));
    const records = here.filter((record) => record.type === type || type === QueryType.ANY);
    const [alias, another] = here.filter(isAlias);
    if (records.length > 0 || alias === undefined) return { aliases, target, records };
    if (another !== undefined && !another.equals(alias)) throw bad("one name is an alias of two");
    if (aliases.length === maxAliases) throw bad("there are too many aliases, or they go in a circle");
    aliases.push(alias);
    target = alias.data.cname;
  }
}

/**
 * Takes out of `response` what doesn't belong to its question, so that it isn't cached or handed on: records of other names, all
 * authority but the SOA record that a negative answer needs and its proofs, all additional records. Throws as `followAliases` does.
 */
export function scrub(question: Question, response: Message): Message {
  try {
    const { aliases, target, records } = followAliases(question, response);
    const kept = new Set<ResourceRecord>([...aliases, ...records]);
    const names = [question.name, ...aliases.map(({ data }) => data.cname)];
    // With DO set: the signatures of what is kept, and the DNAME records that aliases were made of.
    const proofs = response.answer.filter(
      (record) =>
        (record.is(RRSIG) || record.is(DNAME)) &&
        !kept.has(record) &&
        names.some((name) => name.isSubdomainOf(record.name)),
    );
    response.answer = [...kept, ...proofs];
    response.authority = records.length > 0 ? [] : denialOf(target, response);
    response.additional = [];
    response.assertValid();
    return response;
  } catch (error) {
    if (error instanceof DNSDecodeError) throw bad("a record can't be read", error);
    throw error;
  }
}

/** The SOA record of a zone that `name` may be in, and what proves it: records of names in that zone. */
function denialOf(name: Name, { authority }: Message): ResourceRecord[] {
  const soa = authority.find((record) => record.is(SOA) && name.isSubdomainOf(record.name));
  if (soa === undefined) return [];
  const isProof = (record: ResourceRecord): boolean => record.is(NSEC) || record.is(NSEC3) || record.is(RRSIG);
  return [soa, ...authority.filter((record) => isProof(record) && record.name.isSubdomainOf(soa.name))];
}

function isAlias(record: ResourceRecord): record is ResourceRecord<CNAMEData> {
  return record.is(CNAME);
}

function bad(what: string, cause?: unknown): DNSExchangeError {
  return new DNSExchangeError("BAD_RESPONSE", `the answer can't be used: ${what}`, cause);
}
