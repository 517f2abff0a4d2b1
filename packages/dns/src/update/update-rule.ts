import { CDNSKEY } from "../records/cdnskey.js";
import { CDS } from "../records/cds.js";
import { CSYNC } from "../records/csync.js";
import { DNSKEY } from "../records/dnskey.js";
import { NS } from "../records/ns.js";
import { NSEC } from "../records/nsec.js";
import { NSEC3 } from "../records/nsec3.js";
import { NSEC3PARAM } from "../records/nsec3param.js";
import { RRSIG } from "../records/rrsig.js";
import { SOA } from "../records/soa.js";
import { typeCode } from "../records/type-codes.js";
import { ZONEMD } from "../records/zonemd.js";
import type { DNSQuery } from "../server/dns-query.js";
import { type AccessRule, CompiledRule } from "../transfer/access-rule.js";
import { nameKeys } from "../transfer/name-keys.js";
import { Name } from "../wire/name.js";

/**
 * Who may change what. Without `names`, `below` and `self` it is for every name; with any of them for the names that one of them
 * covers.
 */
export interface UpdateRule extends AccessRule {
  /**
   * Whether `addresses` alone are enough. An address is easily forged by UDP: whoever can send you packets can change the zone.
   * @default false
   */
  readonly withoutKey?: boolean | undefined;
  /** These names. */
  readonly names?: Iterable<Name | string> | undefined;
  /** These names and all below them. */
  readonly below?: Iterable<Name | string> | undefined;
  /** The name that is that of the key: a host that has a key of its own looks after its own records. @default false */
  readonly self?: boolean | undefined;
  /**
   * These types: `["A", "AAAA"]`. RRSIG, NSEC and NSEC3 are never for others to change.
   * @default all but what holds the zone together: SOA, its own NS, DNSKEY, NSEC3PARAM, CDS, CDNSKEY, CSYNC, ZONEMD
   */
  readonly types?: Iterable<string> | undefined;
}

const neverOthers: ReadonlySet<number> = new Set([RRSIG, NSEC, NSEC3].map(({ code }) => code));
const ofTheZone: ReadonlySet<number> = new Set(
  [SOA, DNSKEY, NSEC3PARAM, CDS, CDNSKEY, CSYNC, ZONEMD].map(({ code }) => code),
);

/** An `UpdateRule`, ready to be asked. */
export class CompiledUpdateRule {
  readonly #access: CompiledRule;
  readonly #names: ReadonlySet<string>;
  readonly #below: readonly Name[];
  readonly #isSelf: boolean;
  readonly #isForAllNames: boolean;
  readonly #types: ReadonlySet<number> | undefined;

  /**
   * @throws {RangeError} for a rule without keys that doesn't say so, or a type that there isn't.
   * @throws {TypeError} for an address that is none.
   */
  constructor(rule: UpdateRule) {
    if (rule.keys === undefined && rule.withoutKey !== true) {
      throw new RangeError("a rule for updates names keys, or says withoutKey");
    }
    this.#access = new CompiledRule(rule);
    this.#names = nameKeys(rule.names ?? []);
    this.#below = Array.from(rule.below ?? [], (name) => Name.from(name));
    this.#isSelf = rule.self ?? false;
    this.#isForAllNames = rule.names === undefined && rule.below === undefined && !this.#isSelf;
    this.#types = rule.types === undefined ? undefined : new Set(Array.from(rule.types, codeOf));
  }

  /** Whether it is about who sends `query`, and this zone. */
  isFor(query: DNSQuery, origin: Name): boolean {
    return this.#access.permits(query, origin);
  }

  /** Whether records of this name and type may be changed. */
  permits(
    name: Name,
    type: number,
    { keyName, origin }: { readonly keyName: Name | undefined; readonly origin: Name },
  ): boolean {
    return this.#coversName(name, keyName) && this.#coversType(name, type, origin);
  }

  #coversName(name: Name, keyName: Name | undefined): boolean {
    if (this.#isForAllNames || this.#names.has(name.key)) return true;
    if (this.#isSelf && keyName?.equals(name) === true) return true;
    return this.#below.some((ancestor) => name.isSubdomainOf(ancestor));
  }

  #coversType(name: Name, type: number, origin: Name): boolean {
    if (neverOthers.has(type)) return false;
    if (this.#types !== undefined) return this.#types.has(type);
    return !ofTheZone.has(type) && !(type === NS.code && name.equals(origin));
  }
}

function codeOf(mnemonic: string): number {
  const code = typeCode(mnemonic);
  if (code === undefined) throw new RangeError(`there is no type ${mnemonic}`);
  return code;
}
