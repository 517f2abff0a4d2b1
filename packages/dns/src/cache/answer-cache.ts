import type { ReactorTime } from "@twist/core";
import { DNSDecodeError } from "../wire/dns-decode-error.js";
import { EDNS } from "../wire/edns/edns.js";
import { ExtendedError } from "../wire/edns/extended-error.js";
import { Message } from "../wire/message.js";
import type { Question } from "../wire/question.js";
import { answerLifetime } from "./answer-lifetime.js";
import { ByteLRU } from "./byte-lru.js";
import { CachedAnswer } from "./cached-answer.js";
import { type CacheLimits, cacheLimits } from "./cache-limits.js";
import { type SecurityStatus, Trust } from "./trust.js";

/** What an `AnswerCache` is made of. */
export interface AnswerCacheOptions {
  /** Changes to the limits. @default DEFAULT_CACHE_LIMITS */
  readonly limits?: Partial<CacheLimits> | undefined;
  /** For how long an answer is kept after its time is over, to be given where no new one can be had (RFC 8767). @default 0 */
  readonly keepStaleMs?: number | undefined;
}

/** What is said of an answer beside what stands in it. */
export interface PutOptions {
  /** One of `Trust`. @default AUTHORITATIVE_ANSWER with AA, ANSWER without */
  readonly trust?: number | undefined;
  /** What DNSSEC says. Take AD off what comes from one that isn't trusted. @default "secure" with AD, "unchecked" without */
  readonly security?: SecurityStatus | undefined;
  /** Tells apart answers to equal questions: with DNSSEC records and without, for example. @default "" */
  readonly variant?: string | undefined;
  /** With SERVFAIL: what went wrong, where no server said so. @default none */
  readonly error?: Error | undefined;
}

/** The type under which it is kept that a name doesn't exist. No record has it. */
const allTypes = 0;

/**
 * Answers by their questions: what there is, what there isn't (RFC 2308), and what couldn't be found out (RFC 9520). Bounded in bytes;
 * a look-up is one or two in a hash table, so that neither many types of one name nor many names make it slow.
 */
export class AnswerCache {
  readonly limits: CacheLimits;
  readonly #clock: ReactorTime;
  readonly #keepStaleMs: number;
  readonly #entries: ByteLRU<CachedAnswer>;

  /** @throws {RangeError} for a limit that is none. */
  constructor(clock: ReactorTime, options: AnswerCacheOptions = {}) {
    this.limits = cacheLimits(options.limits);
    this.#clock = clock;
    this.#keepStaleMs = options.keepStaleMs ?? 0;
    this.#entries = new ByteLRU(this.limits.maxCacheBytes);
  }

  /** How many answers it holds. */
  get size(): number {
    return this.#entries.size;
  }

  /** About how much memory they take. */
  get byteLength(): number {
    return this.#entries.byteLength;
  }

  /** What is known, as long as it holds. */
  get(question: Question, variant = ""): CachedAnswer | undefined {
    const now = this.#clock.now();
    const found = this.#lookUp(question, variant, now);
    return found?.isStale(now) === false ? found : undefined;
  }

  /** The same, or what held not too long ago: ask `isStale`. */
  getStale(question: Question, variant = ""): CachedAnswer | undefined {
    return this.#lookUp(question, variant, this.#clock.now());
  }

  /**
   * Keeps `response` as the answer to `question`. Gives `undefined` where it may not be kept: truncated, with TTL 0, too many records, a
   * record that can't be read, or less to be trusted than what is there.
   */
  put(question: Question, response: Message, options: PutOptions = {}): CachedAnswer | undefined {
    const { answer, authority, additional } = response;
    if (answer.length + authority.length + additional.length > this.limits.maxRecordsPerAnswer) return undefined;
    try {
      return this.#put(question, response, options);
    } catch (error) {
      if (error instanceof DNSDecodeError) return undefined;
      throw error;
    }
  }

  /** Forgets what is known of `question`; whether there was anything. */
  delete(question: Question, variant = ""): boolean {
    const own = this.#entries.delete(keyOf(question, question.type, variant));
    return this.#entries.delete(keyOf(question, allTypes, variant)) || own;
  }

  /** Forgets everything. */
  clear(): void {
    this.#entries.clear();
  }

  #lookUp(question: Question, variant: string, now: number): CachedAnswer | undefined {
    const own = this.#find(keyOf(question, question.type, variant), now);
    if (own?.isStale(now) === false) return own;
    const nothing = this.#find(keyOf(question, allTypes, variant), now);
    return nothing !== undefined && (own === undefined || !nothing.isStale(now)) ? nothing : own;
  }

  #put(question: Question, response: Message, options: PutOptions): CachedAnswer | undefined {
    const lifetime = answerLifetime(question, response, this.limits);
    if (lifetime === undefined || lifetime.ttlMs <= 0) return undefined;
    const { variant = "", security = response.ad ? "secure" : "unchecked" } = options;
    const trust = options.trust ?? (response.aa ? Trust.AUTHORITATIVE_ANSWER : Trust.ANSWER);
    const key = keyOf(question, lifetime.isForAllTypes ? allTypes : question.type, variant);
    const now = this.#clock.now();
    const old = this.#find(key, now);
    if (old !== undefined && old.trust > trust && !old.isStale(now)) return undefined;
    const { error } = options;
    const message = ownCopy(response);
    if (message === undefined) return undefined;
    const entry = new CachedAnswer({ message, lifetime, storedAt: now, trust, security, error });
    this.#entries.set(key, entry);
    return entry;
  }

  #find(key: string, now: number): CachedAnswer | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined || now < entry.expiresAt) return entry;
    const keepMs = entry.kind === "failure" ? 0 : this.#keepStaleMs;
    if (now < entry.expiresAt + keepMs) return entry;
    this.#entries.delete(key);
    return undefined;
  }
}

function keyOf({ name, class: questionClass }: Question, type: number, variant: string): string {
  // The name says itself where it ends.
  return String.fromCharCode(type, questionClass) + name.key + variant;
}

/**
 * The records of `response`, all of them valid, and its EDE, over memory that nothing else keeps alive or is kept alive by. `undefined` for one that is
 * put together of several, and larger than a message.
 */
function ownCopy({ rcode, flags, question, answer, authority, additional, edns }: Message): Message | undefined {
  const bare = new Message({ flags, question, answer, authority, additional, edns: extendedErrorsOf(edns) });
  const encoded = bare.encode();
  const bytes = Buffer.allocUnsafeSlow(encoded.length);
  encoded.copy(bytes);
  const copy = Message.decode(bytes);
  if (copy.tc) return undefined;
  copy.rcode = rcode;
  copy.assertValid();
  return copy;
}

/** Why it was answered as it was, which holds as long as the answer does; other options were for the one who asked. */
function extendedErrorsOf(edns: EDNS | undefined): EDNS | undefined {
  const options = edns?.options.filter(({ code }) => code === ExtendedError.code) ?? [];
  return options.length === 0 ? undefined : options.reduce((kept, option) => kept.addOption(option), new EDNS());
}
