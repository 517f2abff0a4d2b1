import { createHmac } from "node:crypto";
import type { ReactorTime } from "@twist/core";
import { TCPUpstream } from "../exchange/tcp-upstream.js";
import { UDPUpstream } from "../exchange/udp-upstream.js";
import type { ExchangeReactor, Upstream } from "../exchange/upstream.js";
import type { Name } from "../wire/name.js";
import { familyOf, type FamilyWays } from "./family-ways.js";

/** What the first query to a server that nobody has asked yet waits for. */
const firstTimeoutMs = 400;
const minTimeoutMs = 100;
const maxTimeoutMs = 3_000;
/** Time-outs or errors in a row after which a server is left alone for a while, and for how long at first and at most. */
const failuresUntilPause = 3;
const firstPauseMs = 5_000;
const longestPauseMs = 900_000;
/** For how long it is remembered what a server can't do, and which zone it doesn't have. */
const rememberMs = 900_000;
const rememberLameMs = 60_000;
const maxLameZones = 100;

/** What all servers have in common. */
export interface AuthorityServerContext {
  readonly reactor: ExchangeReactor;
  readonly port: number;
  /** For client cookies: the same for all servers, never sent. */
  readonly cookieSecret: Buffer;
  readonly ways: FamilyWays;
}

/** A server by its address: how it is asked, and what is known of how it behaves. */
export class AuthorityServer {
  readonly host: string;
  /** 8 bytes that only we and this server know (RFC 7873 §4.1). */
  readonly clientCookie: Buffer;
  /** What it gave us last, to show that we have received it. */
  serverCookie: Buffer | undefined;
  /** Whether it has ever answered with EDNS. */
  hasAnsweredEDNS = false;
  readonly #context: AuthorityServerContext;
  readonly #clock: ReactorTime;
  readonly #lame = new Map<string, number>();
  #udp: UDPUpstream | undefined;
  #keepingCaseUDP: UDPUpstream | undefined;
  #tcp: TCPUpstream | undefined;
  /** Smoothed round trip time and its variation, in milliseconds (RFC 6298 §2); undefined until there is one. */
  #srttMs: number | undefined;
  #variationMs = 0;
  #failures = 0;
  #pausedUntil = -Infinity;
  #plainUntil = -Infinity;
  #losesCaseUntil = -Infinity;
  #isClosed = false;

  constructor(host: string, context: AuthorityServerContext) {
    this.host = host;
    this.#context = context;
    this.#clock = context.reactor;
    this.clientCookie = createHmac("sha256", context.cookieSecret).update(host).digest().subarray(0, 8);
  }

  /** Asks by UDP, once. A response that doesn't match ends it: TCP is safer then. */
  get udp(): UDPUpstream {
    if (this.losesCase) return (this.#keepingCaseUDP ??= this.#makeUDP(false));
    return (this.#udp ??= this.#makeUDP(true));
  }

  get tcp(): TCPUpstream {
    return (this.#tcp ??= this.#opened(
      new TCPUpstream({ host: this.host, port: this.#context.port }, this.#context.reactor),
    ));
  }

  /** Smoothed round trip time, in milliseconds; undefined until it has answered or timed out. */
  get srttMs(): number | undefined {
    return this.#srttMs;
  }

  /** How long an answer is waited for. */
  get timeoutMs(): number {
    if (this.#srttMs === undefined) return firstTimeoutMs;
    const backoff = 2 ** Math.min(this.#failures, 4);
    return Math.min(Math.max(this.#srttMs + 4 * this.#variationMs, minTimeoutMs) * backoff, maxTimeoutMs);
  }

  /** Whether it has failed so often that it is better left alone for now. */
  get isPaused(): boolean {
    return this.#pausedUntil > this.#clock.now();
  }

  /** Whether there is a way to addresses of its family. */
  get hasWay(): boolean {
    return this.#context.ways.isOpen(familyOf(this.host));
  }

  /** There was none. */
  noWay(): void {
    this.#context.ways.failed(familyOf(this.host));
  }

  /** Whether it can't take EDNS. */
  get isPlain(): boolean {
    return this.#plainUntil > this.#clock.now();
  }

  /** It is asked with EDNS, or without for a while. */
  setPlain(plain: boolean): void {
    this.#plainUntil = plain ? this.#clock.now() + rememberMs : -Infinity;
  }

  /** Whether names are sent to it as they are, since it doesn't give back their case. */
  get losesCase(): boolean {
    return this.#losesCaseUntil > this.#clock.now();
  }

  set losesCase(loses: boolean) {
    this.#losesCaseUntil = loses ? this.#clock.now() + rememberMs : -Infinity;
  }

  /** It has answered. */
  answered(rttMs: number): void {
    this.#context.ways.worked(familyOf(this.host));
    this.#failures = 0;
    this.#pausedUntil = -Infinity;
    if (this.#srttMs === undefined) {
      this.#srttMs = rttMs;
      this.#variationMs = rttMs / 2;
      return;
    }
    this.#variationMs = 0.75 * this.#variationMs + 0.25 * Math.abs(this.#srttMs - rttMs);
    this.#srttMs = 0.875 * this.#srttMs + 0.125 * rttMs;
  }

  /** It hasn't. */
  failed(): void {
    this.#srttMs = Math.min(this.timeoutMs * 2, maxTimeoutMs);
    this.#failures += 1;
    if (this.#failures < failuresUntilPause) return;
    const pauseMs = Math.min(firstPauseMs * 2 ** Math.min(this.#failures - failuresUntilPause, 10), longestPauseMs);
    this.#pausedUntil = this.#clock.now() + pauseMs;
  }

  /** Another one was asked: in time this one gets its turn, to see whether it has become better. */
  passedOver(): void {
    if (this.#srttMs !== undefined) this.#srttMs *= 0.98;
  }

  /** Whether it was found not to have that zone, although it was delegated to it, or to be unable to answer for it. */
  isLame(zone: Name): boolean {
    return (this.#lame.get(zone.key) ?? -Infinity) > this.#clock.now();
  }

  setLame(zone: Name): void {
    this.#lame.delete(zone.key);
    this.#lame.set(zone.key, this.#clock.now() + rememberLameMs);
    if (this.#lame.size <= maxLameZones) return;
    const [oldest] = this.#lame.keys();
    if (oldest !== undefined) this.#lame.delete(oldest);
  }

  close(): void {
    this.#isClosed = true;
    this.#udp?.close();
    this.#keepingCaseUDP?.close();
    this.#tcp?.close();
  }

  #makeUDP(randomCase: boolean): UDPUpstream {
    const { port, reactor } = this.#context;
    return this.#opened(new UDPUpstream({ host: this.host, port, randomCase, maxMismatches: 1 }, reactor));
  }

  /** Who was about to ask when we were closed doesn't any more. */
  #opened<U extends Upstream>(upstream: U): U {
    if (this.#isClosed) upstream.close();
    return upstream;
  }
}
