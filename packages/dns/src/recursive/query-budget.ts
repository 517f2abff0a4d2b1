import type { ReactorTime } from "@twist/core";
import { ResolutionError } from "./resolution-error.js";
import type { ResolverLimits } from "./resolver-limits.js";
import { Witnesses } from "./witnesses.js";

/** What one question of a client may cost, all that it leads to included: each message that is sent, and the time. */
export class QueryBudget {
  /** Whom it was spent on. */
  readonly witnesses = new Witnesses();
  readonly #clock: ReactorTime;
  readonly #deadline: number;
  readonly #maxQueries: number;
  readonly #maxLookUps: number;
  #spent = 0;
  #lookUps = 0;

  constructor(clock: ReactorTime, limits: Pick<ResolverLimits, "maxQueries" | "timeoutMs" | "maxAddressLookupsInAll">) {
    this.#clock = clock;
    this.#deadline = clock.now() + limits.timeoutMs;
    this.#maxQueries = limits.maxQueries;
    this.#maxLookUps = limits.maxAddressLookupsInAll;
  }

  /** How many messages were sent. */
  get spent(): number {
    return this.#spent;
  }

  /** How much time is left, in milliseconds. */
  get leftMs(): number {
    return this.#deadline - this.#clock.now();
  }

  /** A message is about to be sent. Throws a `ResolutionError` where it may not. */
  spend(): void {
    if (this.leftMs <= 0) throw new ResolutionError("TIMEOUT", "the time for this question is over");
    if (this.#spent >= this.#maxQueries) {
      throw new ResolutionError("QUERY_BUDGET", "too many queries for one question");
    }
    this.#spent += 1;
  }

  /** The addresses of a name server are about to be looked for. Throws a `ResolutionError` where they may not. */
  lookUp(): void {
    if (this.#lookUps >= this.#maxLookUps)
      throw new ResolutionError("QUERY_BUDGET", "too many servers without addresses");
    this.#lookUps += 1;
  }
}
