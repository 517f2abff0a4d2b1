/**
 * Happy Eyeballs, RFC 8305: a name with several addresses is tried with families taking turns, the next attempt beginning a
 * little after the last one, or as soon as one fails. The first connection wins; the other attempts are given up.
 */

import { Deferred } from "../deferred/deferred.js";
import type { DelayedCall, ReactorTime } from "../deferred/reactor-time.js";
import type { ResolvedAddress } from "../reactor/reactor.js";
import { ConnectError } from "../transport/connection-errors.js";

/** How long one attempt is alone before the next begins (RFC 8305 §5, "Connection Attempt Delay"). */
const connectionAttemptDelayMs = 250;

/** No name is worth more attempts than this; a resolver that gives more addresses is not believed. */
export const maxConnectionAttempts = 16;

export interface HappyEyeballsOptions<T> {
  /** What the addresses belong to, for error messages. */
  readonly name: string;
  readonly addresses: readonly ResolvedAddress[];
  readonly clock: ReactorTime;
  /** Begins one attempt; cancelling what it returns gives the attempt up. */
  readonly attempt: (address: ResolvedAddress) => Deferred<T>;
  /** @default 250 */
  readonly attemptDelayMs?: number;
}

/** Orders addresses so that the families take turns, beginning with the family of the first one (RFC 8305 §4). */
export function interleaveFamilies(addresses: readonly ResolvedAddress[]): ResolvedAddress[] {
  const [first] = addresses;
  if (first === undefined) return [];
  const preferred = addresses.filter((address) => address.family === first.family);
  const others = addresses.filter((address) => address.family !== first.family);
  const ordered: ResolvedAddress[] = [];
  for (let index = 0; index < Math.max(preferred.length, others.length); index += 1) {
    const one = preferred[index];
    const other = others[index];
    if (one !== undefined) ordered.push(one);
    if (other !== undefined) ordered.push(other);
  }
  return ordered;
}

/** Races the attempts. Fails, when all have failed, with one error that names them all. */
export function happyEyeballs<T>(options: HappyEyeballsOptions<T>): Deferred<T> {
  const race = new Race(options);
  race.begin();
  return race.result;
}

class Race<T> {
  readonly result: Deferred<T>;
  readonly #options: HappyEyeballsOptions<T>;
  readonly #waiting: ResolvedAddress[];
  readonly #running = new Set<Deferred<T>>();
  readonly #failures: Error[] = [];
  #next: DelayedCall | undefined;
  #over = false;

  constructor(options: HappyEyeballsOptions<T>) {
    this.#options = options;
    this.#waiting = interleaveFamilies(options.addresses).slice(0, maxConnectionAttempts);
    this.result = new Deferred<T>(() => {
      this.#finish();
    });
  }

  begin(): void {
    if (this.#waiting.length === 0) {
      this.result.errback(new ConnectError(`"${this.#options.name}" has no address to connect to.`));
      return;
    }
    this.#attemptNext();
  }

  #attemptNext(): void {
    this.#next?.cancel();
    this.#next = undefined;
    const address = this.#waiting.shift();
    if (address === undefined) return;
    if (this.#waiting.length > 0) {
      this.#next = this.#options.clock.callLater(this.#options.attemptDelayMs ?? connectionAttemptDelayMs, () => {
        this.#attemptNext();
      });
    }
    const attempt = this.#options.attempt(address);
    this.#running.add(attempt);
    attempt.addCallbacks(
      (value) => {
        this.#running.delete(attempt);
        if (this.#over) return;
        this.#finish();
        this.result.callback(value);
      },
      (error: unknown) => {
        this.#running.delete(attempt);
        this.#failed(error);
      },
    );
  }

  #failed(error: unknown): void {
    if (this.#over) return;
    this.#failures.push(error instanceof Error ? error : new Error(String(error)));
    if (this.#waiting.length > 0) {
      this.#attemptNext();
    } else if (this.#running.size === 0) {
      this.#finish();
      this.result.errback(this.#verdict());
    }
  }

  /** One failure speaks for itself; several are told together, with the class of error that all agree on. */
  #verdict(): Error {
    const [first] = this.#failures;
    if (first !== undefined && this.#failures.length === 1) return first;
    const reasons = this.#failures.map((failure) => failure.message).join(" ");
    return new ConnectError(`Could not connect to "${this.#options.name}": all addresses failed. ${reasons}`, {
      cause: new AggregateError(this.#failures),
    });
  }

  #finish(): void {
    this.#over = true;
    this.#next?.cancel();
    this.#next = undefined;
    for (const attempt of [...this.#running]) attempt.cancel();
    this.#running.clear();
  }
}
