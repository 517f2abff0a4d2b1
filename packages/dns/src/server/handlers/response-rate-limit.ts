import { addressGroup, AddressList, type ReactorTime } from "@twist/core";
import { assertLimit } from "@twist/core/wire";
import type { Message } from "../../wire/message.js";
import { Rcode } from "../../wire/rcode.js";
import type { DNSAnswer, DNSHandler } from "../dns-handler.js";
import type { DNSQuery } from "../dns-query.js";
import { thenAnswer } from "../then-answer.js";

/** How many responses one network gets. */
export interface ResponseRateLimitOptions {
  /** Equal responses that one network gets in a second. @default 20 */
  readonly responsesPerSecond?: number;
  /** Seconds over which what wasn't used may be used at once. @default 5 */
  readonly burstSeconds?: number;
  /**
   * Of the responses that are too many each n-th goes out truncated, so that an honest client comes back by TCP; the others are
   * dropped. 0 drops all. @default 2
   */
  readonly slip?: number;
  /** Addresses and networks that aren't limited: those that a resolver is there for. @default none */
  readonly exempt?: Iterable<string> | AddressList;
  /** Pairs of network and response that are kept in mind, at most; those that were used longest ago go first. @default 100_000 */
  readonly maxEntries?: number;
}

/**
 * Limits equal responses by UDP to one network, so that the server is of no use for flooding somebody whose address is forged. Networks
 * are /24 of IPv4 and /64 of IPv6. Whoever has shown that the address is its own, by a cookie (put `serverCookies` before this) or a
 * signature, isn't limited. Equal are: answers of one name and type, or of one wildcard and type; "nothing of that type" and referrals
 * of one zone; "no such name" of one zone; errors of one kind.
 *
 * @throws {RangeError} where a number can't be one. @throws {TypeError} where an entry of `exempt` is neither address nor network.
 */
export function responseRateLimit(options: ResponseRateLimitOptions = {}): DNSHandler {
  const { slip = 2, exempt = [] } = options;
  if (!Number.isInteger(slip) || slip < 0) throw new RangeError("slip is 0 or a positive integer");
  const exempted = exempt instanceof AddressList ? exempt : new AddressList(exempt);
  const buckets = new Buckets(options);
  let excess = 0;
  return (query, next) => {
    const { peer } = query;
    if (query.isPeerProven || !("host" in peer) || exempted.has(peer.host)) return next(query);
    const network = networkOf(peer.host);
    return thenAnswer(next(query), (reply): DNSAnswer => {
      if (buckets.take(`${network} ${kindOf(query, reply)}`, query.clock)) return reply;
      excess += 1;
      if (slip === 0 || excess % slip !== 0) return undefined;
      const truncated = query.message.reply({ rcode: reply.rcode });
      truncated.tc = true;
      return truncated;
    });
  };
}

/** What responses have in common that an attacker would ask for again and again. */
function kindOf({ question, wildcard }: DNSQuery, { rcode, answer, authority }: Message): string {
  if (rcode === Rcode.NXDOMAIN) return `nxdomain ${authority[0]?.name.key ?? ""}`;
  if (rcode !== Rcode.NOERROR) return `error ${String(rcode)}`;
  // The type in the question is the attacker's to choose, and so is the name where there is nothing, or a wildcard.
  const [first] = answer;
  if (first === undefined) return `empty ${(authority[0]?.name ?? question.name).key}`;
  return `${String(first.type)} ${(wildcard ?? first.name).key}`;
}

/** An IPv4 address's /24; an IPv6 address's /64. */
function networkOf(host: string): string {
  const group = addressGroup(host);
  return group.includes(":") ? group : group.slice(0, group.lastIndexOf("."));
}

/**
 * Token buckets, each as the time at which all that was taken will have been paid for. They stand in two generations: when the younger
 * is full, the elder is dropped. What is in use comes to the younger again, and stays.
 */
class Buckets {
  readonly #costMs: number;
  readonly #burstMs: number;
  readonly #maxPerGeneration: number;
  #younger = new Map<string, number>();
  #elder = new Map<string, number>();

  constructor({ responsesPerSecond = 20, burstSeconds = 5, maxEntries = 100_000 }: ResponseRateLimitOptions) {
    assertLimit("responsesPerSecond", responsesPerSecond);
    assertLimit("burstSeconds", burstSeconds);
    assertLimit("maxEntries", maxEntries);
    this.#costMs = 1000 / responsesPerSecond;
    this.#burstMs = burstSeconds * 1000;
    this.#maxPerGeneration = Math.max(1, maxEntries / 2);
  }

  /** Whether one more may go out. */
  take(key: string, clock: ReactorTime): boolean {
    const now = clock.now();
    const known = this.#younger.get(key) ?? this.#elder.get(key) ?? -Infinity;
    const paidAt = Math.max(known, now - this.#burstMs) + this.#costMs;
    const mayGo = paidAt <= now;
    this.#younger.set(key, mayGo ? paidAt : known);
    if (this.#younger.size >= this.#maxPerGeneration) {
      this.#elder = this.#younger;
      this.#younger = new Map();
    }
    return mayGo;
  }
}
