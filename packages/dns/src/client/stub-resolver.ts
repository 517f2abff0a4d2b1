import {
  abortable,
  type Deferred,
  isIPv4,
  isIPv6,
  type ReactorNameResolver,
  type ResolvedAddress,
  type ResolveOptions,
  succeed,
} from "@twist/core";
import type { FileSystem } from "@twist/core/filesystem";
import { assertLimit, sanitizeForLog } from "@twist/core/wire";
import type { AnswerCache } from "../cache/answer-cache.js";
import { DNSExchangeError } from "../exchange/dns-exchange-error.js";
import { makeUpstream, type UpstreamServer } from "../exchange/make-upstream.js";
import type { ExchangeReactor, Upstream } from "../exchange/upstream.js";
import { UpstreamGroup } from "../exchange/upstream-group.js";
import { A, type AData } from "../records/a.js";
import { AAAA, type AAAAData } from "../records/aaaa.js";
import type { PTRData } from "../records/ptr.js";
import { type RecordDataByType, recordTypes } from "../records/record-types.js";
import type { Message } from "../wire/message.js";
import { Name } from "../wire/name.js";
import { QueryType } from "../wire/query-type.js";
import { Question } from "../wire/question.js";
import type { RecordType } from "../wire/record-type.js";
import { AnswerSource } from "./answer-source.js";
import { bothFamilies } from "./both-families.js";
import { DNSLookupError } from "./dns-lookup-error.js";
import { firstFound } from "./first-found.js";
import { LocalAnswers } from "./local-answers.js";
import type { LookupResult } from "./lookup-result.js";
import { PrivateAddressFilter } from "./private-addresses.js";
import { recordsAs } from "./records-as.js";
import { describeQuestion, resultOf } from "./result-of.js";
import { reverseName } from "./reverse-name.js";
import { candidates, type SearchList } from "./search-list.js";
import type { LookupOptions, StubResolverOptions } from "./stub-resolver-options.js";
import { readSystemConfiguration, systemOptions } from "./system-configuration.js";

/** The mnemonic of a type that is known: `"MX"`. */
export type LookupType = keyof RecordDataByType;

/**
 * Looks up names by asking recursive resolvers (a stub resolver, RFC 1034 §5.3.1).
 *
 *     const resolver = new StubResolver({ servers: ["192.0.2.53"] }, reactor);
 *     const { records } = await resolver.lookup("example.com", "MX");
 */
export class StubResolver implements ReactorNameResolver {
  readonly #reactor: ExchangeReactor;
  readonly #upstream: Upstream;
  readonly #source: AnswerSource;
  readonly #local: LocalAnswers;
  readonly #searchList: SearchList;
  readonly #filter: PrivateAddressFilter | undefined;

  /** @throws {TypeError} for a server that isn't one. @throws {RangeError} for no server, and a number that can't be one. */
  constructor(options: StubResolverOptions, reactor: ExchangeReactor) {
    const { rotate, attempts, attemptTimeoutMs, ndots = 1, denyPrivateAddresses = false } = options;
    const domains = (options.search ?? []).map((domain) => Name.from(domain));
    const ordinary = (options.ordinaryDomains ?? []).map((domain) => Name.from(domain));
    const upstreams = options.servers.map((server) => upstreamOf(server, reactor));
    this.#reactor = reactor;
    this.#upstream = new UpstreamGroup({ upstreams, rotate, attempts, attemptTimeoutMs }, reactor);
    this.#source = new AnswerSource(this.#upstream, options, reactor);
    this.#local = new LocalAnswers(options.hosts, [...ordinary, ...domains]);
    this.#searchList = { domains, ndots };
    if (denyPrivateAddresses !== false) {
      this.#filter = new PrivateAddressFilter(denyPrivateAddresses === true ? {} : denyPrivateAddresses);
    }
  }

  /** One that does as `/etc/resolv.conf` and `/etc/hosts` of `files` say; without a server there it asks this machine. */
  static async fromSystem(
    files: FileSystem,
    reactor: ExchangeReactor,
    options: Partial<StubResolverOptions> = {},
  ): Promise<StubResolver> {
    return new StubResolver({ ...systemOptions(await readSystemConfiguration(files)), ...options }, reactor);
  }

  /** What is cached: to look at, to clear. */
  get cache(): AnswerCache {
    return this.#source.cache;
  }

  /**
   * The records of a type that `name` has, its aliases followed. Text is completed with the search list, and letters that aren't ASCII
   * are written as IDNA has them. Fails with a `DNSLookupError`. Throws a `TypeError` for a type that there isn't.
   */
  lookup<Type extends LookupType>(
    name: Name | string,
    type: Type,
    options?: LookupOptions,
  ): Deferred<LookupResult<RecordDataByType[Type]>>;
  /** The same for a type of your own, or `"ANY"`. */
  lookup<Data extends object>(
    name: Name | string,
    type: RecordType<Data> | "ANY",
    options?: LookupOptions,
  ): Deferred<LookupResult<Data>>;
  lookup(
    name: Name | string,
    type: LookupType | RecordType | "ANY",
    options: LookupOptions = {},
  ): Deferred<LookupResult<object>> {
    const code = codeOf(type);
    const ownType = typeof type !== "string" && recordTypes.find(code) !== type ? type : undefined;
    const known =
      ownType === undefined && options.signal?.aborted !== true ? this.#atOnce(name, code, options) : undefined;
    if (known !== undefined) return succeed(known);
    return this.#limited(name, options, async (signal) => {
      const result = await firstFound(this.#candidates(name, code), (candidate) =>
        this.#lookUp(new Question(candidate, code, options.class), options, signal),
      );
      return ownType === undefined ? result : { ...result, records: recordsAs(result.records, ownType) };
    });
  }

  /** What an address is called: its PTR records. Fails with a `DNSLookupError`. Throws a `TypeError` for what is no literal address. */
  reverse(address: string, options?: LookupOptions): Deferred<LookupResult<PTRData>> {
    return this.lookup(reverseName(address), "PTR", options);
  }

  /** The response to one question, just as asked: no search list, any RCODE. Fails with a `DNSLookupError` where there is none. */
  query(question: Question, options: LookupOptions = {}): Deferred<Message> {
    return this.#limited(
      question.name,
      options,
      async (signal) => this.#local.answer(question) ?? this.#ask(question, options, signal),
    );
  }

  /**
   * The addresses of `name`, those of IPv6 first, as endpoints take them; a literal address is its own. Fails with a
   * `DNSLookupError`.
   */
  resolve(
    name: string,
    options: ResolveOptions & Pick<LookupOptions, "timeoutMs"> = {},
  ): Deferred<readonly ResolvedAddress[]> {
    return this.#limited(name, options, (signal) => this.#addresses(name, options.family, signal));
  }

  /** Closes connections. What waits fails, and so does what is asked later and isn't cached. */
  close(): void {
    this.#upstream.close();
  }

  #limited<Result>(
    name: Name | string,
    { timeoutMs = 15_000, signal }: Pick<LookupOptions, "timeoutMs" | "signal">,
    work: (signal: AbortSignal) => Promise<Result>,
  ): Deferred<Awaited<Result>> {
    assertLimit("timeoutMs", timeoutMs);
    return abortable(work)
      .addTimeout(timeoutMs, this.#reactor, (): never => {
        const message = `${sanitizeForLog(name.toString())}: no server answered within ${String(timeoutMs)} ms`;
        throw new DNSLookupError(message, { code: "TIMEOUT" });
      })
      .withSignal(signal);
  }

  #candidates(name: Name | string, type: number): Name[] {
    const isKnown = (whole: Name): boolean => this.#local.answer(new Question(whole, type)) !== undefined;
    return candidates(name, this.#searchList, isKnown);
  }

  /** What needs no waiting for, the most frequent of all: without the time-out and the signal of the long way. */
  #atOnce(name: Name | string, type: number, options: LookupOptions): LookupResult<object> | undefined {
    try {
      const [first] = this.#candidates(name, type);
      return first && this.#known(new Question(first, type, options.class), options);
    } catch {
      // The long way knows what comes after a failure.
      return undefined;
    }
  }

  async #lookUp(question: Question, options: LookupOptions, signal: AbortSignal): Promise<LookupResult<object>> {
    const known = this.#known(question, options);
    return known ?? resultOf(question, await this.#ask(question, options, signal), this.#filter);
  }

  /** What is known without asking a server; `undefined` where that isn't known. Throws a `DNSLookupError`. */
  #known(question: Question, options: LookupOptions): LookupResult<object> | undefined {
    const local = this.#local.answer(question);
    // What we say ourselves is no stranger's: it isn't filtered.
    if (local !== undefined) return resultOf(question, local);
    const cached = this.#source.cached(question, options);
    return cached && resultOf(question, cached, this.#filter);
  }

  async #ask(question: Question, options: LookupOptions, signal: AbortSignal): Promise<Message> {
    try {
      return await this.#source.answer(question, options).withSignal(signal);
    } catch (error) {
      if (error instanceof DNSExchangeError) throw DNSLookupError.fromExchange(describeQuestion(question), error);
      throw error;
    }
  }

  async #addresses(name: string, family: 4 | 6 | undefined, signal: AbortSignal): Promise<readonly ResolvedAddress[]> {
    const literal = isIPv4(name) ? 4 : isIPv6(name) ? 6 : undefined;
    if (literal !== undefined) {
      if (family === undefined || family === literal) return [{ host: name, family: literal }];
      throw new DNSLookupError(`${name} is no address of IPv${String(family)}`, { code: "NODATA" });
    }
    // All addresses are of one name: those of another name in the search list are another machine's.
    return firstFound(this.#candidates(name, A.code), (candidate) => {
      const look = (one: 4 | 6): Promise<ResolvedAddress[]> => this.#addressesOf(candidate, one, signal);
      return family === undefined ? bothFamilies(look, this.#reactor) : look(family);
    });
  }

  async #addressesOf(name: Name, family: 4 | 6, signal: AbortSignal): Promise<ResolvedAddress[]> {
    const type: RecordType<AData | AAAAData> = family === 4 ? A : AAAA;
    const { records } = await this.#lookUp(new Question(name, type.code), {}, signal);
    return records.flatMap((record) => (record.is(type) ? [{ host: record.data.address, family }] : []));
  }
}

function upstreamOf(server: string | UpstreamServer | Upstream, reactor: ExchangeReactor): Upstream {
  if (typeof server !== "string" && "exchange" in server) return server;
  // The group tries again, with another server in between.
  return makeUpstream({ attempts: 1, ...(typeof server === "string" ? { host: server } : server) }, reactor);
}

function codeOf(type: LookupType | RecordType | "ANY"): number {
  if (typeof type !== "string") return type.code;
  if (type === "ANY") return QueryType.ANY;
  const known = recordTypes.named(type);
  if (known === undefined) throw new TypeError(`there is no record type ${type}`);
  return known.code;
}
