import { ExtendedError, ExtendedErrorCode } from "../wire/edns/extended-error.js";
import { HeaderFlag } from "../wire/header-flag.js";
import type { Message } from "../wire/message.js";
import { Rcode } from "../wire/rcode.js";
import type { ResourceRecord } from "../wire/resource-record.js";
import type { AnswerLifetime } from "./answer-lifetime.js";
import type { Sized } from "./byte-lru.js";
import { startReply } from "./start-reply.js";
import type { SecurityStatus } from "./trust.js";

/** What an object for each record, and the rest, take besides the message's bytes; measured, and rounded up. */
const bytesPerEntry = 800;
const bytesPerRecord = 500;

/** What a `CachedAnswer` is made of. */
export interface CachedAnswerParts {
  /** Decoded from bytes of its own, all of its records valid. */
  readonly message: Message;
  readonly lifetime: AnswerLifetime;
  /** In the clock's `now()`. */
  readonly storedAt: number;
  readonly trust: number;
  readonly security: SecurityStatus;
  readonly error?: Error | undefined;
}

/** The records of one moment. */
interface Sections {
  readonly seconds: number;
  readonly answer: ResourceRecord[];
  readonly authority: ResourceRecord[];
  readonly additional: ResourceRecord[];
}

/** An answer with the time that it is good for. Its records grow older once a second, however often it is asked for. */
export class CachedAnswer implements Sized {
  readonly kind: AnswerLifetime["kind"];
  readonly rcode: number;
  /** One of `Trust`. */
  readonly trust: number;
  readonly security: SecurityStatus;
  /** What it was that failed, where there was no response at all. */
  readonly error: Error | undefined;
  readonly storedAt: number;
  readonly expiresAt: number;
  readonly byteLength: number;
  /** No refresh is tried before this (RFC 8767 §5). */
  retryAt = -Infinity;
  readonly #message: Message;
  readonly #ttlMs: number;
  #current: Sections;

  constructor(parts: CachedAnswerParts) {
    const { message, lifetime, storedAt } = parts;
    this.kind = lifetime.kind;
    this.rcode = message.rcode;
    this.trust = parts.trust;
    this.security = parts.security;
    this.error = parts.error;
    this.storedAt = storedAt;
    this.expiresAt = storedAt + lifetime.ttlMs;
    this.#ttlMs = lifetime.ttlMs;
    this.#message = message;
    const records = message.answer.length + message.authority.length + message.additional.length;
    this.byteLength = bytesPerEntry + records * bytesPerRecord + (message.raw?.length ?? 0);
    this.#current = this.#sections(0, lifetime.ttlMs / 1000);
  }

  /** Whether its time is over. */
  isStale(now: number): boolean {
    return now >= this.expiresAt;
  }

  /** Whether little of its time is left, so that one who asks for it now had better have it fetched anew. */
  isNearlyStale(now: number): boolean {
    return this.expiresAt - now < this.#ttlMs / 10;
  }

  /**
   * The response to `query`, with the TTLs that are left; those of stale data are `staleTTL` seconds (RFC 8767 §4). That it is stale, or a failure
   * of a moment ago, it says to who understands EDNS (RFC 8914 §4.4, §4.14, §4.20).
   */
  reply(query: Message, now: number, staleTTL = 30): Message {
    const response = startReply(query, this.rcode);
    response.flags |= HeaderFlag.RA;
    if (this.security === "secure") response.flags |= HeaderFlag.AD;
    for (const option of this.#message.edns?.options ?? []) response.edns?.addOption(option);
    if (this.kind === "failure" || this.isStale(now)) this.#explain(response);
    const { answer, authority, additional } = this.#at(now, staleTTL);
    response.answer = answer.slice();
    response.authority = authority.slice();
    response.additional = additional.slice();
    return response;
  }

  /** The records of the answer section, with the TTLs that are left. */
  answer(now: number): readonly ResourceRecord[] {
    return this.#at(now, 30).answer;
  }

  /** The records of the authority section, with the TTLs that are left. */
  authority(now: number): readonly ResourceRecord[] {
    return this.#at(now, 30).authority;
  }

  /** The records of the additional section, with the TTLs that are left. */
  additional(now: number): readonly ResourceRecord[] {
    return this.#at(now, 30).additional;
  }

  #explain({ edns, rcode }: Message): void {
    const staleCode =
      rcode === Rcode.NXDOMAIN ? ExtendedErrorCode.STALE_NXDOMAIN_ANSWER : ExtendedErrorCode.STALE_ANSWER;
    const infoCode = this.kind === "failure" ? ExtendedErrorCode.CACHED_ERROR : staleCode;
    edns?.add(ExtendedError, { infoCode, extraText: "" });
  }

  #at(now: number, staleTTL: number): Sections {
    const seconds = this.isStale(now) ? -1 : Math.floor((now - this.storedAt) / 1000);
    if (this.#current.seconds !== seconds) this.#current = this.#sections(seconds, staleTTL);
    return this.#current;
  }

  /** @param seconds Since it was stored; -1 for stale data, whose TTLs become `ttl`. */
  #sections(seconds: number, ttl: number): Sections {
    const { answer, authority, additional } = this.#message;
    // No TTL may be longer than that of the whole: it would be kept elsewhere for longer than here.
    const most = seconds === -1 ? ttl : Math.floor(this.#ttlMs / 1000);
    const age = Math.max(seconds, 0);
    const aged = (records: readonly ResourceRecord[]): ResourceRecord[] =>
      records.map((record) => {
        const left = seconds === -1 ? ttl : Math.max(0, Math.min(record.ttl, most) - age);
        return left === record.ttl ? record : record.with({ ttl: left });
      });
    return { seconds, answer: aged(answer), authority: aged(authority), additional: aged(additional) };
  }
}
