import { A } from "../records/a.js";
import { AAAA } from "../records/aaaa.js";
import { DS } from "../records/ds.js";
import { DNSExchangeError } from "../exchange/dns-exchange-error.js";
import type { Name } from "../wire/name.js";
import { Question } from "../wire/question.js";
import { askAuthority } from "./ask-authority.js";
import type { AuthorityServer } from "./authority-server.js";
import type { Delegation } from "./delegation.js";
import type { FetchContext } from "./fetch-context.js";
import type { FetchNode } from "./fetch-node.js";
import { QNameMinimiser } from "./qname-minimiser.js";
import type { QueryBudget } from "./query-budget.js";
import { readZoneResponse } from "./read-zone-response.js";
import { ResolutionError } from "./resolution-error.js";
import { UnusableResponse } from "./unusable-response.js";
import type { ZoneFinding, ZoneResponse } from "./zone-response.js";
import { type ServerSource, ZoneServers } from "./zone-servers.js";

/** Partial questions and referrals on the way to one name, however they mix. */
const maxSteps = 64;

/**
 * Finds what one name has of one type: from the nearest known zone down, following referrals, until a server with authority answers.
 * Aliases are left to the caller.
 */
export class NameFetch implements ServerSource {
  readonly question: Question;
  /** Its place among the other fetches. */
  readonly node: FetchNode;
  readonly #core: FetchContext;
  readonly #budget: QueryBudget;
  readonly #minimiser: QNameMinimiser;
  #queries = 0;

  constructor(question: Question, core: FetchContext, budget: QueryBudget, node: FetchNode) {
    this.question = question;
    this.node = node;
    this.#core = core;
    this.#budget = budget;
    this.#minimiser = new QNameMinimiser(question, core.minimisation !== "off");
  }

  /** Goes and finds it, and puts it into the cache. Fails with a `ResolutionError`. */
  async run(): Promise<ZoneFinding> {
    const { limits } = this.#core;
    // Only the parent has DS records (RFC 4035 §3.1.4.1).
    const { name, type } = this.question;
    let delegation = this.#core.closestDelegation(type === DS.code && !name.isRoot ? name.parent : name);
    let referrals = 0;
    for (let steps = 0; steps < maxSteps; steps++) {
      const question = this.#minimiser.next(delegation.zone);
      const isWhole = this.#minimiser.isWhole(question);
      if (!isWhole && this.#core.records.lookUp(question.name, question.type) !== undefined) {
        this.#minimiser.passed(question);
        continue;
      }
      if (!isWhole) this.#minimiser.asked();
      const response = await this.#askLimited(delegation, question, isWhole);
      if (response === undefined) continue;
      if (response.kind === "referral") {
        referrals += 1;
        if (referrals > limits.maxReferrals) break;
        delegation = this.#core.keepReferral(response, delegation);
      } else if (isWhole) {
        this.#core.keep(question, response);
        return response;
      } else {
        const denied = this.#readPart(question, response);
        if (denied !== undefined) return denied;
      }
    }
    throw new ResolutionError("DELEGATION_CHAIN", "too many referrals follow each other");
  }

  usable(addresses: readonly string[]): AuthorityServer[] {
    return this.#core.usableServers(addresses);
  }

  known(name: Name): readonly string[] {
    const addresses: string[] = [];
    for (const type of this.#core.addressTypes) {
      for (const record of this.#core.records.records(type, name)?.records ?? []) {
        if (record.is(A) || record.is(AAAA)) addresses.push(record.data.address);
      }
    }
    return addresses.slice(0, this.#core.limits.maxAddressesPerServer);
  }

  async lookUp(name: Name): Promise<readonly string[]> {
    this.#budget.lookUp();
    for (const type of this.#core.addressTypes) {
      try {
        // An alias is no address: NS records don't point to one (RFC 2181 §10.3), and nothing is followed here.
        await this.#core.find(new Question(name, type), { budget: this.#budget, parent: this.node });
      } catch (error) {
        if (!(error instanceof ResolutionError) || isFinal(error)) throw error;
      }
      const addresses = this.known(name);
      if (addresses.length > 0) return addresses;
    }
    return [];
  }

  /** One that didn't have the zone a moment ago, or whose word wasn't true, gets a chance once the others have had theirs. */
  isDoubtful(server: AuthorityServer, zone: Name): boolean {
    return server.isLame(zone) || this.#budget.witnesses.isDoubted(server.host, zone);
  }

  async #askLimited(delegation: Delegation, question: Question, isWhole: boolean): Promise<ZoneResponse | undefined> {
    const { zoneLoad } = this.#core;
    zoneLoad.enter(delegation.zone);
    try {
      return await this.#askZone(delegation, question, isWhole);
    } finally {
      zoneLoad.leave(delegation.zone);
    }
  }

  /** What the servers of a zone say; undefined where they can't cope with a part of the name, and have to be asked for the whole. */
  async #askZone(delegation: Delegation, question: Question, isWhole: boolean): Promise<ZoneResponse | undefined> {
    const { limits } = this.#core;
    const servers = new ZoneServers(delegation, this, limits.maxAddressLookups);
    let lastResort: ZoneFinding | undefined;
    let hasHeard = false;
    let lastError: unknown;
    for (let tries = 0; tries < limits.maxTries; tries++) {
      const server = await servers.next();
      if (server === undefined) break;
      try {
        const response = await this.#ask(server, delegation.zone, question);
        if (response.kind === "referral" || response.hasAuthority) return response;
        // It may be somebody's resolver, or forget to say that it has authority: good enough where there is nobody else.
        hasHeard = true;
        lastResort ??= response;
        server.setLame(delegation.zone);
        servers.exclude(server);
      } catch (error) {
        if (error instanceof UnusableResponse) {
          hasHeard = true;
          server.setLame(delegation.zone);
          servers.exclude(server);
        } else if (!(error instanceof DNSExchangeError)) {
          throw error;
        } else if (error.code === "CLOSED") {
          throw new ResolutionError("CLOSED", "the resolver was closed", error);
        }
        lastError = error;
      }
    }
    if (lastResort !== undefined) return lastResort;
    if (!isWhole && hasHeard) {
      this.#minimiser.giveUp();
      return undefined;
    }
    const zone = delegation.zone.toString();
    if (lastError instanceof DNSExchangeError && lastError.code === "TOO_MANY_QUERIES") {
      throw new ResolutionError(
        "TOO_MANY_RESOLUTIONS",
        `too many questions wait for the servers of ${zone}`,
        lastError,
      );
    }
    throw hasHeard
      ? new ResolutionError("NO_USABLE_ANSWER", `no server of ${zone} gives an answer that can be used`, lastError)
      : new ResolutionError("UNREACHABLE", `no server of ${zone} can be reached`, lastError);
  }

  async #ask(server: AuthorityServer, zone: Name, question: Question): Promise<ZoneResponse> {
    const budget = { spend: this.#spend, leftMs: this.#budget.leftMs };
    const response = await askAuthority(server, question, { clock: this.#core.clock, budget });
    this.#budget.witnesses.heard(server.host, zone);
    return readZoneResponse(response, { question, zone, limits: this.#core.limits });
  }

  readonly #spend = (): void => {
    this.#queries += 1;
    if (this.#queries > this.#core.limits.maxQueriesPerName) {
      throw new ResolutionError("QUERY_BUDGET", "too many queries for one name");
    }
    this.#budget.spend();
  };

  /** Makes use of what was said of a part of the name; gives what that says of the whole. */
  #readPart(question: Question, response: ZoneFinding): ZoneFinding | undefined {
    if (response.kind !== "nxdomain" || response.chain.length > 0) {
      if (response.kind !== "nxdomain" && response.hasAuthority) this.#core.keep(question, response);
      this.#minimiser.passed(question);
      return undefined;
    }
    if (this.#core.minimisation === "relaxed" || !response.hasAuthority) {
      // There are servers that deny names which have others below them (RFC 9156 §2.2): what they say of the whole counts.
      this.#minimiser.giveUp();
      return undefined;
    }
    this.#core.keep(question, response);
    return { ...response, name: this.question.name };
  }
}

/** Whether nothing else is worth trying after this, for this client. */
function isFinal({ code }: ResolutionError): boolean {
  return code === "QUERY_BUDGET" || code === "TIMEOUT" || code === "CLOSED";
}
