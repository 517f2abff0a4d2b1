import { Mailbox } from "@twist/smtp";
import type { AliasTable, AliasTarget } from "./alias-table.js";
import { type LocalDomains, canonicalDomain } from "./local-domains.js";
import type { UserDirectory } from "./user-directory.js";

/** A user who gets the mail, and the address by which. */
export interface LocalRecipient {
  /** The user's name in the mail store. */
  readonly user: string;
  /** What `Delivered-To` says. */
  readonly address: Mailbox;
}

/** Where an address leads. */
export type Resolution =
  /** To another domain: it isn't ours. */
  | { readonly kind: "foreign" }
  /** Nowhere. */
  | { readonly kind: "unknown" }
  /** To itself, or through too many aliases. */
  | { readonly kind: "loop" }
  /** To more users and addresses than one recipient may come to. */
  | { readonly kind: "too-many" }
  /** To users here, and by aliases to addresses elsewhere. */
  | { readonly kind: "local"; readonly users: readonly LocalRecipient[]; readonly forwards: readonly Mailbox[] };

/** What an expansion is made of. */
export interface ExpansionOptions {
  readonly domains: LocalDomains;
  readonly users: UserDirectory;
  readonly aliases: AliasTable | undefined;
  readonly detailSeparator: string;
  readonly maxAliasDepth: number;
  readonly maxExpansion: number;
}

const postmaster = "postmaster";

/**
 * Follows one address through the aliases to users and other domains, each of which is found once. An address that comes up again on the way stands for the user
 * of that name, so that `ada: ada, bob@elsewhere.example` keeps a copy; where there is no such user, it is a loop.
 *
 * At each step, what is looked for is, in this order: an alias for all of the local part, an alias for what stands before the detail, a user of either name, and
 * the catch-all. `postmaster` always is somebody (RFC 5321 §4.5.1).
 */
export class Expansion {
  readonly #options: ExpansionOptions;
  readonly #visited = new Set<string>();
  readonly #users = new Map<string, LocalRecipient>();
  readonly #forwards = new Map<string, Mailbox>();
  #looped = false;
  #overflowed = false;

  constructor(options: ExpansionOptions) {
    this.#options = options;
  }

  /** @param address One of a domain of ours. */
  async run(address: Mailbox): Promise<Resolution> {
    await this.#follow(address, 0);
    if (this.#overflowed) return { kind: "too-many" };
    if (this.#users.size + this.#forwards.size > 0) {
      return { kind: "local", users: [...this.#users.values()], forwards: [...this.#forwards.values()] };
    }
    return { kind: this.#looped ? "loop" : "unknown" };
  }

  async #follow(address: Mailbox, depth: number): Promise<void> {
    if (this.#isFull()) return;
    const domain = canonicalDomain(address.domain);
    const key = `${address.localPart.toLowerCase()}@${domain}`;
    if (!this.#options.domains.has(domain)) {
      this.#forwards.set(key, address);
      return;
    }
    if (this.#visited.has(key)) {
      if (!(await this.#addUser(address, domain))) this.#looped = true;
      return;
    }
    this.#visited.add(key);
    const targets = this.#aliasOf(address.localPart, domain);
    if (targets !== undefined) await this.#followAll(targets, domain, depth);
    else if (!(await this.#addUser(address, domain))) {
      await this.#followAll(this.#options.aliases?.catchAll(domain) ?? [], domain, depth);
    }
  }

  async #followAll(targets: readonly AliasTarget[], domain: string, depth: number): Promise<void> {
    if (depth >= this.#options.maxAliasDepth) {
      this.#looped = true;
      return;
    }
    for (const target of targets) {
      await this.#follow(typeof target === "string" ? new Mailbox(target, domain) : target, depth + 1);
    }
  }

  #isFull(): boolean {
    const found = this.#users.size + this.#forwards.size + this.#visited.size;
    if (found > this.#options.maxExpansion) this.#overflowed = true;
    return this.#overflowed;
  }

  #aliasOf(localPart: string, domain: string): readonly AliasTarget[] | undefined {
    const { aliases } = this.#options;
    if (aliases === undefined) return undefined;
    return aliases.find(localPart, domain) ?? aliases.find(this.#withoutDetail(localPart), domain);
  }

  async #addUser(address: Mailbox, domain: string): Promise<boolean> {
    const { localPart } = address;
    const user = (await this.#find(localPart, domain)) ?? (await this.#find(this.#withoutDetail(localPart), domain));
    const name = user ?? (localPart.toLowerCase() === postmaster ? postmaster : undefined);
    if (name === undefined) return false;
    if (!this.#users.has(name)) this.#users.set(name, { user: name, address });
    return true;
  }

  async #find(localPart: string, domain: string): Promise<string | undefined> {
    const { users } = this.#options;
    return (await users.find(localPart)) ?? (await users.find(`${localPart.toLowerCase()}@${domain}`));
  }

  #withoutDetail(localPart: string): string {
    const { detailSeparator } = this.#options;
    const at = detailSeparator === "" ? -1 : localPart.indexOf(detailSeparator);
    return at <= 0 ? localPart : localPart.slice(0, at);
  }
}
