import type { ReactorTime } from "@twist/core";
import { HTTPClientError } from "./http-client-error.js";
import type { RequestOptions } from "./request-options.js";

/** The total time of a call that makes several requests: each gets what the ones before have left. */
export class TimeBudget {
  readonly #clock: ReactorTime;
  readonly #endAt: number | undefined;

  /** @param timeoutMs The whole, from now on; `undefined` for no end. */
  constructor(timeoutMs: number | undefined, clock: ReactorTime) {
    this.#clock = clock;
    this.#endAt = timeoutMs === undefined ? undefined : clock.now() + timeoutMs;
  }

  /** How much is left, in milliseconds; `undefined` where there is no end. */
  get leftMs(): number | undefined {
    return this.#endAt === undefined ? undefined : this.#endAt - this.#clock.now();
  }

  /** `options` for the next request. @throws {HTTPClientError} `REQUEST_TIMEOUT` where nothing is left. */
  limit(options: RequestOptions): RequestOptions {
    const timeoutMs = this.leftMs;
    if (timeoutMs === undefined) return options;
    if (timeoutMs <= 0) throw new HTTPClientError("no time is left for another request", { code: "REQUEST_TIMEOUT" });
    return { ...options, timeoutMs };
  }
}
