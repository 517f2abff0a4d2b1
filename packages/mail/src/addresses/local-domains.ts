import { domainToASCII } from "node:url";
import { isDomain } from "@twist/smtp";

/** The domains whose mail ends here. */
export class LocalDomains {
  readonly #domains: ReadonlySet<string>;
  /** The first one, which names without a domain belong to. */
  readonly primary: string;

  /** @throws {TypeError} where one is no domain name, or there is none. */
  constructor(domains: Iterable<string>) {
    const list = Array.from(domains, (domain) => {
      if (!isDomain(domain)) throw new TypeError(`${JSON.stringify(domain)} is no domain name`);
      return canonicalDomain(domain);
    });
    const [primary] = list;
    if (primary === undefined) throw new TypeError("there has to be at least one domain");
    this.primary = primary;
    this.#domains = new Set(list);
  }

  /** Whether mail for `domain` ends here. An address literal is nobody's domain. */
  has(domain: string): boolean {
    return this.#domains.has(canonicalDomain(domain));
  }
}

/** One way of writing for all that name the same domain: lower case, and IDNA's ASCII form. */
export function canonicalDomain(domain: string): string {
  const lower = domain.toLowerCase();
  for (let i = 0; i < lower.length; i++) {
    if (lower.charCodeAt(i) > 0x7f) return domainToASCII(lower) || lower;
  }
  return lower;
}
