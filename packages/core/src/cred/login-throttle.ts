import type { ReactorTime } from "../deferred/reactor-time.js";
import { Deferred } from "../deferred/deferred.js";
import type { Address } from "../transport/address.js";
import { addressGroup } from "../wire/ip-address.js";
import { AuthenticationUnavailable } from "./authentication-unavailable.js";

export interface LoginThrottleOptions {
  /** So many failed logins of an address cost nothing. @default 5 */
  readonly freeFailures?: number;
  /** How far apart logins are after one more; doubled for each further one. @default 500 */
  readonly firstDelayMs?: number;
  /** The most that they are set apart. @default 10000 */
  readonly maxDelayMs?: number;
  /** A login that would have to wait longer, because others of its address wait before it, is refused. @default 30000 */
  readonly maxWaitMs?: number;
  /** After each such time, one failure is forgotten. @default 60000 */
  readonly forgetOneAfterMs?: number;
  /** How many addresses are remembered; the one heard of longest ago is forgotten first. @default 10000 */
  readonly maxAddresses?: number;
}

interface AddressRecord {
  failures: number;
  /** Up to when forgetting has been reckoned. */
  countedAt: number;
  /** When the last login that was let through could begin. */
  lastTurnAt: number;
}

/** Failures beyond the free ones that are counted: enough for the longest delay, and forgotten in bearable time. */
const maxCountedFailures = 10;

/**
 * Slows logins from addresses whose logins fail. An address, for IPv6 a /64, has its logins set apart in time, also
 * over several connections: more connections don't buy more guesses. A success pays nothing back, or an
 * attacker with an account of their own would guess freely; time does.
 *
 * The price: users behind one address with an attacker wait too. Peers without an IP address aren't slowed.
 */
export class LoginThrottle {
  readonly #clock: ReactorTime;
  readonly #options: Required<LoginThrottleOptions>;
  readonly #records = new Map<string, AddressRecord>();

  constructor(clock: ReactorTime, options: LoginThrottleOptions = {}) {
    this.#clock = clock;
    this.#options = {
      freeFailures: 5,
      firstDelayMs: 500,
      maxDelayMs: 10_000,
      maxWaitMs: 30_000,
      forgetOneAfterMs: 60_000,
      maxAddresses: 10_000,
      ...options,
    };
  }

  /** How many addresses it remembers. */
  get size(): number {
    return this.#records.size;
  }

  /**
   * Fires when a login of `peer` may begin: now, or after a delay. Cancelling it gives the wait up.
   * Fails with `AuthenticationUnavailable` where the wait would be too long.
   */
  turn(peer: Address | undefined): Deferred<void> {
    const delayMs = this.#reserve(groupOf(peer));
    const deferred = new Deferred<void>(() => {
      timer?.cancel();
    });
    if (delayMs > this.#options.maxWaitMs) {
      deferred.errback(new AuthenticationUnavailable("Too many logins from this address failed."));
      return deferred;
    }
    const fire = (): void => {
      deferred.callback(undefined);
    };
    const timer = delayMs > 0 ? this.#clock.callLater(delayMs, fire) : undefined;
    if (timer === undefined) fire();
    return deferred;
  }

  /** Counts a failed login of `peer`. */
  failed(peer: Address | undefined): void {
    const group = groupOf(peer);
    if (group === undefined) return;
    const { freeFailures, maxAddresses } = this.#options;
    const record = this.#recall(group) ?? { failures: 0, countedAt: this.#clock.now(), lastTurnAt: this.#clock.now() };
    record.failures = Math.min(record.failures + 1, freeFailures + maxCountedFailures);
    // Taken out and put in again: a Map keeps the order, so the first is the one heard of longest ago.
    this.#records.delete(group);
    this.#records.set(group, record);
    const [oldest] = this.#records.keys();
    if (this.#records.size > maxAddresses && oldest !== undefined) this.#records.delete(oldest);
  }

  /** How long the next login has to wait. Unless that is too long, its time is taken. */
  #reserve(group: string | undefined): number {
    const record = group === undefined ? undefined : this.#recall(group);
    if (record === undefined) return 0;
    const now = this.#clock.now();
    const turnAt = Math.max(now, record.lastTurnAt + this.#gap(record.failures));
    if (turnAt - now <= this.#options.maxWaitMs) record.lastTurnAt = turnAt;
    return turnAt - now;
  }

  #gap(failures: number): number {
    const { freeFailures, firstDelayMs, maxDelayMs } = this.#options;
    return failures <= freeFailures ? 0 : Math.min(maxDelayMs, firstDelayMs * 2 ** (failures - freeFailures - 1));
  }

  /** The record of `group`, less what time has made us forget. */
  #recall(group: string): AddressRecord | undefined {
    const record = this.#records.get(group);
    if (record === undefined) return undefined;
    const forgotten = Math.floor((this.#clock.now() - record.countedAt) / this.#options.forgetOneAfterMs);
    record.failures -= forgotten;
    record.countedAt += forgotten * this.#options.forgetOneAfterMs;
    if (record.failures > 0) return record;
    this.#records.delete(group);
    return undefined;
  }
}

function groupOf(peer: Address | undefined): string | undefined {
  return peer?.type === "tcp" || peer?.type === "udp" ? addressGroup(peer.host) : undefined;
}
