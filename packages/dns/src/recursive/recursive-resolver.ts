import { Deferred, reactor as nodeReactor } from "@twist/core";
import type { ValidateResponse } from "../dnssec/validation/validation.js";
import type { ExchangeReactor } from "../exchange/upstream.js";
import { CNAME } from "../records/cname.js";
import { EDNS } from "../wire/edns/edns.js";
import { ExtendedErrorCode } from "../wire/edns/extended-error.js";
import { Message } from "../wire/message.js";
import type { Name } from "../wire/name.js";
import { Question } from "../wire/question.js";
import { Rcode } from "../wire/rcode.js";
import type { RRSet } from "../zone/rrset.js";
import { FailureCache } from "./failure-cache.js";
import { findUnaskable } from "./find-unaskable.js";
import type { Minimisation } from "./fetch-context.js";
import { QueryBudget } from "./query-budget.js";
import { type Resolution, replyWith } from "./resolution.js";
import { ResolutionError } from "./resolution-error.js";
import { ResolverCore } from "./resolver-core.js";
import { type ResolverLimits, resolverLimits } from "./resolver-limits.js";
import { type NameServerAddresses, ROOT_HINTS } from "./root-hints.js";
import { findSpecialName } from "./special-names.js";
import type { Denial, ZoneFinding } from "./zone-response.js";

/** How often a question is put whose answer is bogus: with one server that isn't honest among two, the third time at the latest tells the truth. */
const maxBogusTries = 3;

/** What a `RecursiveResolver` is made of. */
export interface RecursiveResolverOptions {
  /** Where the search begins. @default ROOT_HINTS */
  readonly rootHints?: readonly NameServerAddresses[] | undefined;
  /** Whether the servers of the hints are asked which servers the root has now (RFC 8109). @default true */
  readonly prime?: boolean | undefined;
  /**
   * How little of a name is shown to the servers on the way (RFC 9156). `"relaxed"` asks for the whole name where servers can't cope with a part of
   * it, also where they deny one; `"strict"` believes that denial; `"off"` shows everything. @default "relaxed"
   */
  readonly minimisation?: Minimisation | undefined;
  /** The families of IP that there is a way by, the preferred one first. @default [4, 6] */
  readonly families?: readonly (4 | 6)[] | undefined;
  /** Whether servers at private and local addresses are asked, if delegations lead there. Those of `rootHints` are. @default false */
  readonly allowPrivateServers?: boolean | undefined;
  /** Whether names such as `localhost` or `10.in-addr.arpa` are answered here (RFC 6761, RFC 6303). @default true */
  readonly specialNames?: boolean | undefined;
  /** Checks answers by DNSSEC: a `DNSSECValidator`. @default they aren't checked */
  readonly validator?: { readonly validate: ValidateResponse } | undefined;
  /** The port of all servers. @default 53 */
  readonly port?: number | undefined;
  /** Changes to the limits. @default DEFAULT_RESOLVER_LIMITS */
  readonly limits?: Partial<ResolverLimits> | undefined;
}

/** Who asks, and how. */
export interface ResolveOptions {
  /** Whether answers are given that DNSSEC says are false (CD, RFC 4035 §3.2.2). @default false */
  readonly checkingDisabled?: boolean | undefined;
}

/**
 * A resolver that needs no other: it begins at the root and follows the delegations (RFC 1034 §5.3.3). It believes a server only what its
 * zone allows it to say, and spends a bounded number of queries on a question, whatever it meets.
 *
 *     const resolver = new RecursiveResolver();
 *     const { answer } = await resolver.resolve(new Question(Name.fromText("www.example.com."), A.code));
 */
export class RecursiveResolver {
  readonly limits: ResolverLimits;
  readonly #core: ResolverCore;
  readonly #validator: RecursiveResolverOptions["validator"];
  readonly #specialNames: boolean;
  /** What DNSSEC has found to be false: not given to who wants it checked, and not checked again at once (RFC 9520). */
  readonly #bogus: FailureCache;
  #resolutions = 0;
  #isClosed = false;

  /** @throws {RangeError} for a limit that is none. */
  constructor(options: RecursiveResolverOptions = {}, reactor: ExchangeReactor = nodeReactor) {
    const { port = 53, families = [4, 6] } = options;
    if (!(Number.isInteger(port) && port > 0 && port <= 0xffff)) throw new RangeError(`${String(port)} is no port`);
    if (families.length === 0) throw new RangeError("families has at least one");
    this.limits = resolverLimits(options.limits);
    this.#validator = options.validator;
    this.#specialNames = options.specialNames ?? true;
    this.#bogus = new FailureCache(reactor);
    this.#core = new ResolverCore({
      reactor,
      limits: this.limits,
      rootHints: options.rootHints ?? ROOT_HINTS,
      prime: options.prime ?? true,
      minimisation: options.minimisation ?? "relaxed",
      families,
      allowPrivate: options.allowPrivateServers ?? false,
      port,
    });
  }

  /** How many questions are being resolved. */
  get pendingResolutions(): number {
    return this.#resolutions;
  }

  /** Finds the answer. What can't be found is SERVFAIL with the reason in `errors`: it doesn't fail. */
  resolve(question: Question, options: ResolveOptions = {}): Deferred<Resolution> {
    return Deferred.fromPromise(this.#resolve(question, options));
  }

  /** The response to `query`, which has one question. */
  respond(query: Message): Deferred<Message> {
    const [question] = query.question;
    if (question === undefined) throw new TypeError("the query has no question");
    return this.resolve(question, { checkingDisabled: query.cd }).addCallback((resolution) =>
      replyWith(query, resolution),
    );
  }

  /** Forgets all that it has cached. */
  clearCache(): void {
    this.#core.clear();
    this.#bogus.clear();
  }

  /** Closes all ports and connections. What is being resolved is SERVFAIL. */
  close(): void {
    this.#isClosed = true;
    this.#core.close();
  }

  async #resolve(question: Question, options: ResolveOptions): Promise<Resolution> {
    const refused = findUnaskable(question);
    if (refused !== undefined) return refused;
    const budget = new QueryBudget(this.#core.clock, this.limits);
    if (this.#isClosed) return failure(new ResolutionError("CLOSED", "the resolver was closed"), budget);
    if (this.#resolutions >= this.limits.maxResolutions) {
      return failure(new ResolutionError("TOO_MANY_RESOLUTIONS", "too many questions are being resolved"), budget);
    }
    this.#resolutions += 1;
    try {
      return await this.#resolveChecked(question, budget, options);
    } catch (error) {
      if (!(error instanceof ResolutionError)) throw error;
      return failure(error, budget);
    } finally {
      this.#resolutions -= 1;
    }
  }

  async #resolveChecked(
    question: Question,
    budget: QueryBudget,
    { checkingDisabled = false }: ResolveOptions,
  ): Promise<Resolution> {
    const isChecked = this.#validator !== undefined && !checkingDisabled && !this.#isSpecial(question);
    if (isChecked && this.#bogus.has(question))
      throw new ResolutionError("CACHED_FAILURE", "it was bogus a moment ago");
    if (!isChecked) return this.#follow(question, budget);
    const resolution = await this.#findChecked(question, budget);
    if (resolution.security === "bogus") this.#bogus.add(question);
    else this.#bogus.delete(question);
    return resolution;
  }

  /** What is bogus is looked for again: by then it may have been signed anew, and another server of the zone may have better data. */
  async #findChecked(question: Question, budget: QueryBudget): Promise<Resolution> {
    let resolution = await this.#check(question, await this.#follow(question, budget), budget);
    for (let tries = 1; tries < maxBogusTries && isWorthAnother(resolution); tries++) {
      budget.witnesses.again();
      try {
        resolution = await this.#check(question, await this.#follow(question, budget), budget);
      } catch (error) {
        if (!(error instanceof ResolutionError)) throw error;
        return resolution;
      }
    }
    return resolution;
  }

  #isSpecial(question: Question): boolean {
    return this.#specialNames && findSpecialName(question) !== undefined;
  }

  /** Finds what the question's name has, and what the aliases lead to that it may be one of. */
  async #follow(question: Question, budget: QueryBudget): Promise<Resolution> {
    const answer: RRSet[] = [];
    const proofs: RRSet[] = [];
    const seen = new Set<string>();
    let { name } = question;
    for (;;) {
      if (seen.has(name.key)) throw new ResolutionError("ALIAS_CHAIN", "an alias leads back to itself");
      if (seen.size > this.limits.maxAliases) throw new ResolutionError("ALIAS_CHAIN", "too many aliases");
      seen.add(name.key);
      const finding = await this.#find(name, question, budget);
      for (const set of finding.chain) {
        if (isAlias(set) && set !== finding.chain.at(-1)) seen.add(set.name.key);
        answer.push(set);
      }
      if (finding.kind === "alias" || finding.kind === "records") proofs.push(...finding.proofs);
      if (finding.kind !== "alias") {
        const { rcode, authority } = outcomeOf(finding);
        const queries = budget.spent;
        return { rcode, answer, authority: [...proofs, ...authority], security: "unchecked", errors: [], queries };
      }
      name = finding.name;
    }
  }

  async #find(name: Name, { type, class: questionClass }: Question, budget: QueryBudget): Promise<ZoneFinding> {
    const question = new Question(name, type, questionClass);
    const special = this.#specialNames ? findSpecialName(question) : undefined;
    return special ?? this.#core.find(question, { budget });
  }

  async #check(question: Question, found: Resolution, budget: QueryBudget): Promise<Resolution> {
    if (this.#validator === undefined) return found;
    const behind: Question[] = [];
    const { status, errors, ttl } = await this.#validator.validate(asResponse(question, found), async (asked) => {
      behind.push(asked);
      return asResponse(asked, await this.#follow(asked, budget));
    });
    if (status !== "bogus") return { ...found, security: status, errors, maxTTL: ttl, queries: budget.spent };
    // Whichever it is that isn't true, the keys or who is asked included, nobody is to meet it again.
    for (const { name, type } of behind) this.#core.records.forget(name, type);
    for (const name of namesIn(question, found)) {
      this.#core.records.forget(name, question.type);
      this.#core.delegations.forget(name);
    }
    const bogus = failure(new ResolutionError("BOGUS", "DNSSEC says that the answer isn't true"), budget);
    return { ...bogus, security: "bogus", errors: errors.length === 0 ? bogus.errors : errors };
  }
}

/** The question's name, and where its aliases lead. */
function namesIn({ name }: Question, { answer }: Resolution): Iterable<Name> {
  const names = new Map([[name.key, name]]);
  for (const { records } of answer) {
    for (const record of records) if (record.is(CNAME)) names.set(record.data.cname.key, record.data.cname);
  }
  return names.values();
}

/** Where checking took too much work, nobody is to have it done twice. */
function isWorthAnother({ security, errors }: Resolution): boolean {
  return security === "bogus" && !errors.some(({ infoCode }) => infoCode === ExtendedErrorCode.OTHER);
}

function isAlias({ type }: RRSet): boolean {
  return type === CNAME.code;
}

function outcomeOf(finding: ZoneFinding): Pick<Resolution, "rcode" | "authority"> {
  switch (finding.kind) {
    case "nodata":
      return { rcode: Rcode.NOERROR, authority: setsOf(finding.denial) };
    case "nxdomain":
      return { rcode: Rcode.NXDOMAIN, authority: setsOf(finding.denial) };
    case "too-long":
      return { rcode: Rcode.YXDOMAIN, authority: finding.proofs };
    default:
      return { rcode: Rcode.NOERROR, authority: [] };
  }
}

function setsOf({ soa, proofs }: Denial): RRSet[] {
  return soa === undefined ? [] : [soa, ...proofs];
}

function failure(error: ResolutionError, { spent }: QueryBudget): Resolution {
  return {
    rcode: Rcode.SERVFAIL,
    answer: [],
    authority: [],
    security: "unchecked",
    errors: [{ infoCode: error.infoCode, extraText: error.message }],
    queries: spent,
  };
}

/** The whole answer as a message, signatures and all. */
function asResponse({ name, type, class: questionClass }: Question, resolution: Resolution): Message {
  const query = Message.query(name, type, { class: questionClass, edns: new EDNS({ dnssecOk: true }) });
  return replyWith(query, resolution);
}
