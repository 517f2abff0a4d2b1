import type { DNSQuery } from "../server/dns-query.js";
import type { Name } from "../wire/name.js";
import { type AccessRule, CompiledRule } from "./access-rule.js";

/** Rules of which one has to hold; without any, nobody may. */
export class AccessRules {
  readonly #rules: readonly CompiledRule[];

  /** @throws {RangeError} for a rule that names nobody. @throws {TypeError} for an address that is none. */
  constructor(rules: AccessRule | readonly AccessRule[] = []) {
    this.#rules = [rules].flat().map((rule) => new CompiledRule(rule));
  }

  permits(query: DNSQuery, origin: Name): boolean {
    return this.#rules.some((rule) => rule.permits(query, origin));
  }
}
