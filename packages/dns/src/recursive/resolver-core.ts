import type { ReactorTime } from "@twist/core";
import { Trust } from "../cache/trust.js";
import { DNAME } from "../records/dname.js";
import type { Message } from "../wire/message.js";
import type { Name } from "../wire/name.js";
import type { Question } from "../wire/question.js";
import type { ExchangeReactor } from "../exchange/upstream.js";
import { AddressChoice } from "./address-choice.js";
import { askAuthority } from "./ask-authority.js";
import type { AuthorityServer } from "./authority-server.js";
import type { Delegation } from "./delegation.js";
import { DelegationCache } from "./delegation-cache.js";
import { FailureCache } from "./failure-cache.js";
import type { FetchContext, FindOptions, Minimisation } from "./fetch-context.js";
import { FetchNode } from "./fetch-node.js";
import { NameFetch } from "./name-fetch.js";
import { QueryBudget } from "./query-budget.js";
import { RecordCache } from "./record-cache.js";
import { ResolutionError } from "./resolution-error.js";
import type { ResolverLimits } from "./resolver-limits.js";
import type { NameServerAddresses } from "./root-hints.js";
import { RootServers } from "./root-servers.js";
import { ServerTable } from "./server-table.js";
import { ZoneLoad } from "./zone-load.js";
import type { ZoneFinding, ZoneResponse } from "./zone-response.js";

/** What a `ResolverCore` is made of. */
export interface ResolverCoreOptions {
  readonly reactor: ExchangeReactor;
  readonly limits: ResolverLimits;
  readonly rootHints: readonly NameServerAddresses[];
  readonly prime: boolean;
  readonly minimisation: Minimisation;
  readonly families: readonly (4 | 6)[];
  readonly allowPrivate: boolean;
  readonly port: number;
}

/** A fetch, and what will come of it. */
interface RunningFetch {
  readonly fetch: NameFetch;
  readonly result: Promise<ZoneFinding>;
}

/** What all fetches of a resolver share: what is known, whom there is to ask, and what is being fetched. */
export class ResolverCore implements FetchContext {
  readonly clock: ReactorTime;
  readonly limits: ResolverLimits;
  readonly minimisation: Minimisation;
  readonly records: RecordCache;
  readonly zoneLoad: ZoneLoad;
  readonly delegations: DelegationCache;
  readonly failures: FailureCache;
  readonly #servers: ServerTable;
  readonly #addresses: AddressChoice;
  readonly #root: RootServers;
  readonly #fetches = new Map<string, RunningFetch>();
  #isClosed = false;

  constructor(options: ResolverCoreOptions) {
    const { reactor, limits, rootHints } = options;
    this.clock = reactor;
    this.limits = limits;
    this.minimisation = options.minimisation;
    this.records = new RecordCache(reactor, limits);
    this.zoneLoad = new ZoneLoad(limits.maxFetchesPerZone);
    this.delegations = new DelegationCache(reactor, limits);
    this.failures = new FailureCache(reactor);
    this.#servers = new ServerTable({
      reactor,
      port: options.port,
      maxServers: limits.maxServers,
      families: options.families,
    });
    this.#addresses = new AddressChoice({
      families: options.families,
      allowPrivate: options.allowPrivate,
      known: rootHints.flatMap(({ addresses }) => addresses),
    });
    this.#root = new RootServers({
      hints: rootHints,
      clock: reactor,
      limits,
      prime: options.prime,
      ask: (delegation, question) => this.#askAny(delegation, question),
    });
  }

  /** The types of record that say where a server is. */
  get addressTypes(): readonly number[] {
    return this.#addresses.types;
  }

  /** What a name has, aliases not followed: from the cache, or found out; once for all that ask at the same time. */
  async find(question: Question, options: FindOptions): Promise<ZoneFinding> {
    const cached = this.records.lookUp(question.name, question.type);
    if (cached !== undefined) return cached;
    const { parent } = options;
    if (this.failures.has(question)) throw new ResolutionError("CACHED_FAILURE", "it has failed a moment ago");
    const key = `${String(question.type)} ${question.name.key}`;
    const known = this.#fetches.get(key);
    if (known === undefined) return waitFor(this.#start(key, question, options), parent);
    try {
      return await waitFor(known, parent);
    } catch (error) {
      if (!isOfBudget(error)) throw error;
      // Another's budget and time are no measure of ours. All who have waited go on together, and once only.
      return waitFor(this.#fetches.get(key) ?? this.#start(key, question, options), parent);
    }
  }

  closestDelegation(name: Name): Delegation {
    const root = this.#root.delegation;
    return this.delegations.closest(name) ?? root;
  }

  usableServers(addresses: readonly string[]): AuthorityServer[] {
    if (this.#isClosed) throw new ResolutionError("CLOSED", "the resolver was closed");
    return addresses.filter((address) => this.#addresses.isUsable(address)).map((host) => this.#servers.get(host));
  }

  /** Keeps what a server of a zone has said about a question. */
  keep({ name: asked, type }: Question, response: ZoneFinding): void {
    const trust = response.hasAuthority ? Trust.AUTHORITATIVE_ANSWER : Trust.ANSWER;
    // What a DNAME means for one name is found out again each time.
    const proofs = "denial" in response ? response.denial.proofs : response.proofs;
    for (const set of response.chain) if (!isSynthesized(set, response.chain)) this.records.put(set, trust, proofs);
    if (!("denial" in response)) return;
    const { name, denial, kind } = response;
    const denialTrust = name.equals(asked) ? trust : Math.min(trust, Trust.AUTHORITY);
    this.records.putDenial(name, kind === "nodata" ? type : undefined, denial, denialTrust);
  }

  keepReferral(
    { delegation, signers }: Extract<ZoneResponse, { kind: "referral" }>,
    above: Pick<Delegation, "until">,
  ): Delegation {
    if (signers !== undefined) this.records.put(signers, Trust.AUTHORITY);
    return this.delegations.put(delegation, above);
  }

  /** Forgets everything but how servers behave. */
  clear(): void {
    this.records.clear();
    this.delegations.clear();
    this.failures.clear();
  }

  close(): void {
    this.#isClosed = true;
    this.#servers.close();
  }

  #start(key: string, question: Question, { budget, parent }: FindOptions): RunningFetch {
    const depth = parent === undefined ? 0 : parent.depth + 1;
    if (depth > this.limits.maxDepth) {
      throw new ResolutionError("DELEGATION_CHAIN", "finding a server leads to finding a server, too often");
    }
    const fetch = new NameFetch(question, this, budget, new FetchNode(depth));
    const result = this.#run(key, fetch);
    const entry = { fetch, result };
    this.#fetches.set(key, entry);
    return entry;
  }

  async #run(key: string, fetch: NameFetch): Promise<ZoneFinding> {
    // Whoever asks for the same is to find this one, so it mustn't be over before it is known.
    await Promise.resolve();
    try {
      const finding = await fetch.run();
      this.failures.delete(fetch.question);
      return finding;
    } catch (error) {
      if (error instanceof ResolutionError && isWorthKeeping(error, fetch)) this.failures.add(fetch.question);
      throw error;
    } finally {
      this.#fetches.delete(key);
    }
  }

  /** The answer of the first of some servers that gives one. */
  async #askAny(delegation: Delegation, question: Question): Promise<Message> {
    const budget = new QueryBudget(this.clock, { ...this.limits, maxQueries: 8 });
    const servers = delegation.servers.flatMap(({ addresses }) => this.usableServers(addresses));
    let lastError: unknown;
    for (const server of servers.sort((a, b) => (a.srttMs ?? 0) - (b.srttMs ?? 0)).slice(0, 4)) {
      try {
        return await askAuthority(server, question, { clock: this.clock, budget });
      } catch (error) {
        lastError = error;
      }
    }
    throw new ResolutionError("UNREACHABLE", "no root server can be reached", lastError);
  }
}

/** What comes of a fetch. Throws a `ResolutionError` where it waits for `parent` itself. */
function waitFor({ fetch, result }: RunningFetch, parent: FetchNode | undefined): Promise<ZoneFinding> {
  if (parent === undefined) return result;
  if (fetch.node.needs(parent)) {
    throw new ResolutionError("DELEGATION_CHAIN", "servers are needed to find each other");
  }
  return parent.waitFor(fetch.node, result);
}

/** Whether it failed because no more could be spent on it, or waited. */
function isOfBudget(error: unknown): boolean {
  return error instanceof ResolutionError && (error.code === "QUERY_BUDGET" || error.code === "TIMEOUT");
}

/** Whether this one came of a DNAME before it. */
function isSynthesized(set: ZoneFinding["chain"][number], chain: ZoneFinding["chain"]): boolean {
  const before = chain[chain.indexOf(set) - 1];
  return before?.type === DNAME.code;
}

/** One who has no budget left fails at whatever comes next, and that isn't the fault of the name. */
function isWorthKeeping({ code }: ResolutionError, { node }: NameFetch): boolean {
  if (code === "CLOSED" || code === "TOO_MANY_RESOLUTIONS") return false;
  return code === "UNREACHABLE" || code === "NO_USABLE_ANSWER" || node.depth === 0;
}
