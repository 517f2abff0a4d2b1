import { Logger, type ReactorTime } from "@twist/core";
import { NS } from "../records/ns.js";
import type { Message } from "../wire/message.js";
import { Name } from "../wire/name.js";
import { Question } from "../wire/question.js";
import type { Delegation } from "./delegation.js";
import { addressesOf } from "./read-referral.js";
import type { ResolverLimits } from "./resolver-limits.js";
import type { NameServerAddresses } from "./root-hints.js";

const log = new Logger("twist.dns.recursive");

/** After a priming query that wasn't answered. */
const retryMs = 60_000;

/** What `RootServers` are made of. */
export interface RootServersOptions {
  readonly hints: readonly NameServerAddresses[];
  readonly clock: ReactorTime;
  readonly limits: ResolverLimits;
  /** Whether the root servers are asked who they are; without that the hints hold for ever. */
  readonly prime: boolean;
  /** Asks the servers of a delegation. */
  ask(delegation: Delegation, question: Question): Promise<Message>;
}

/**
 * The servers of the root: those of the hints, until one of these has said which there are now (RFC 8109). That is asked when the first
 * question comes, and again when its time is over; nobody waits for it.
 */
export class RootServers {
  readonly #options: RootServersOptions;
  readonly #hints: Delegation;
  #current: Delegation;
  #primeAt = -Infinity;

  constructor(options: RootServersOptions) {
    this.#options = options;
    this.#hints = { zone: Name.root, servers: options.hints, ttl: 0 };
    this.#current = this.#hints;
  }

  /** Who is to be asked about the root zone. */
  get delegation(): Delegation {
    const { clock, prime } = this.#options;
    if (prime && clock.now() >= this.#primeAt) {
      this.#primeAt = clock.now() + retryMs;
      void this.#prime();
    }
    return this.#current;
  }

  async #prime(): Promise<void> {
    const { clock, limits } = this.#options;
    try {
      const response = await this.#options.ask(this.#hints, new Question(Name.root, NS.code));
      const records = response.answer.filter((record) => record.is(NS) && record.name.isRoot);
      const names = records.flatMap((record) => (record.is(NS) ? [record.data.nsdname] : []));
      const ttl = records.reduce((lowest, record) => Math.min(lowest, record.ttl), limits.maxTTL);
      const servers = addressesOf(names.slice(0, limits.maxNameServers), response, { zone: Name.root, limits });
      // Without any address there would be no way to find one.
      if (!response.aa || servers.every(({ addresses }) => addresses.length === 0)) return;
      this.#current = { zone: Name.root, servers, ttl };
      this.#primeAt = clock.now() + Math.max(ttl * 1000, retryMs);
    } catch (error) {
      this.#current = this.#hints;
      log.debug("No root server has said which root servers there are", { error });
    }
  }
}
