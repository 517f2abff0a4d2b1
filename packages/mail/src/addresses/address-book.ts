import { Mailbox } from "@twist/smtp";
import type { AliasSource } from "./aliases-file.js";
import { Expansion, type Resolution } from "./expansion.js";
import { type LocalDomains, canonicalDomain } from "./local-domains.js";
import type { UserDirectory } from "./user-directory.js";

/** What an address book is made of. */
export interface AddressBookOptions {
  readonly domains: LocalDomains;
  readonly users: UserDirectory;
  /** @default no aliases */
  readonly aliases?: AliasSource | undefined;
  /** What separates a user from a detail in `user+detail`; empty for no details. @default "+" */
  readonly detailSeparator?: string;
  /** How many aliases may lead from one to the next. @default 20 */
  readonly maxAliasDepth?: number;
  /** How many users and addresses one recipient may come to. @default 1000 */
  readonly maxExpansion?: number;
}

/** Knows whose mail an address is. */
export class AddressBook {
  readonly domains: LocalDomains;
  readonly #options: AddressBookOptions;

  constructor(options: AddressBookOptions) {
    this.domains = options.domains;
    this.#options = options;
  }

  /** Whether mail for `mailbox` ends here. That of `<postmaster>`, which has no domain, does. */
  isLocal({ domain }: Mailbox): boolean {
    return domain === "" || this.domains.has(domain);
  }

  /** Where mail for `mailbox` goes. Fails where nobody can tell just now. */
  async resolve(mailbox: Mailbox): Promise<Resolution> {
    if (!this.isLocal(mailbox)) return { kind: "foreign" };
    const { users, aliases, detailSeparator = "+", maxAliasDepth = 20, maxExpansion = 1000 } = this.#options;
    const table = await aliases?.read();
    const options = { domains: this.domains, users, aliases: table, detailSeparator, maxAliasDepth, maxExpansion };
    const expansion = new Expansion(options);
    const domain = mailbox.domain === "" ? this.domains.primary : mailbox.domain;
    return expansion.run(new Mailbox(mailbox.localPart, domain));
  }

  /** Whether `user` may say that mail is from `sender`: an address whose mail the user gets. */
  async mayUse(user: string, sender: Mailbox): Promise<boolean> {
    const resolution = await this.resolve(sender);
    return resolution.kind === "local" && resolution.users.some((recipient) => recipient.user === user);
  }
}

/** One way of writing for all addresses whose mail goes to the same place here. */
export function canonicalAddress({ localPart, domain }: Mailbox): string {
  return `${localPart.toLowerCase()}@${canonicalDomain(domain)}`;
}
