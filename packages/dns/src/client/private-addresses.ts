import { AddressList } from "@twist/core";
import { privateNetworks } from "../exchange/private-networks.js";
import { A } from "../records/a.js";
import { AAAA } from "../records/aaaa.js";
import { HTTPS } from "../records/https.js";
import { SVCB } from "../records/svcb.js";
import { Name } from "../wire/name.js";
import type { ResourceRecord } from "../wire/resource-record.js";

const privateAddresses = new AddressList(privateNetworks);

/** What `PrivateAddressFilter` lets through. */
export interface PrivateAddressOptions {
  /** Domains whose names may have private addresses: those of the own network. @default none */
  readonly allowedDomains?: readonly (Name | string)[];
  /** The addresses that count as private. @default those of RFC 1918, RFC 6598, RFC 4193, of links and of this machine */
  readonly addresses?: AddressList;
}

/**
 * Keeps DNS rebinding out: a stranger's name that suddenly has an address of our own network, so that what was let speak to the stranger speaks
 * to our printer.
 */
export class PrivateAddressFilter {
  readonly #addresses: AddressList;
  readonly #allowed: readonly Name[];

  constructor(options: PrivateAddressOptions = {}) {
    this.#addresses = options.addresses ?? privateAddresses;
    this.#allowed = (options.allowedDomains ?? []).map((domain) => Name.from(domain));
  }

  /** The records of `name` without those that hold private addresses. */
  filter(name: Name, records: readonly ResourceRecord[]): readonly ResourceRecord[] {
    if (this.#allowed.some((domain) => name.isSubdomainOf(domain))) return records;
    return records.filter((record) => !this.#isPrivate(record));
  }

  #isPrivate(record: ResourceRecord): boolean {
    if (record.is(A) || record.is(AAAA)) return this.#addresses.has(record.data.address);
    if (!record.is(SVCB) && !record.is(HTTPS)) return false;
    // Hints are addresses as good as any other (RFC 9460 §7.3).
    const { ipv4hint = [], ipv6hint = [] } = record.data.svcParams;
    return [...ipv4hint, ...ipv6hint].some((address) => this.#addresses.has(address));
  }
}
