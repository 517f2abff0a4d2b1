import { NS } from "../records/ns.js";
import { NSEC } from "../records/nsec.js";
import { SOA } from "../records/soa.js";
import type { DNSQuery } from "../server/dns-query.js";
import type { Name } from "../wire/name.js";
import { QueryType } from "../wire/query-type.js";
import type { ResourceRecord } from "../wire/resource-record.js";
import type { Zone } from "../zone/zone.js";
import { CompiledUpdateRule, type UpdateRule } from "./update-rule.js";

/** Rules of which one has to hold, for each record; without any, nobody may change anything. */
export class UpdatePolicy {
  readonly #rules: readonly CompiledUpdateRule[];

  /** @throws {RangeError} @throws {TypeError} for a rule that is none. */
  constructor(rules: UpdateRule | readonly UpdateRule[] = []) {
    this.#rules = [rules].flat().map((rule) => new CompiledUpdateRule(rule));
  }

  /** Whether who sends `query` may change anything of the zone at all. */
  isForSomething(query: DNSQuery, origin: Name): boolean {
    return this.#rules.some((rule) => rule.isFor(query, origin));
  }

  /** Whether who sends `query` may make all of these changes. */
  permits(query: DNSQuery, zone: Zone, updates: readonly ResourceRecord[]): boolean {
    const { origin } = zone;
    const rules = this.#rules.filter((rule) => rule.isFor(query, origin));
    const scope = { keyName: query.keyName, origin };
    return updates.every(({ name, type }) =>
      typesOf(zone, name, type).every((each) => rules.some((rule) => rule.permits(name, each, scope))),
    );
  }
}

/**
 * What is changed by removing all from a name: what is there, but for what stays in any case (RFC 2136 §3.4.2.3) and what signing makes.
 */
function typesOf(zone: Zone, name: Name, type: number): readonly number[] {
  if (type !== QueryType.ANY) return [type];
  const types = new Set(zone.node(name)?.types);
  types.delete(NSEC.code);
  if (name.equals(zone.origin)) for (const kept of [SOA.code, NS.code]) types.delete(kept);
  return [...types];
}
