import {
  ConnectError,
  Deferred,
  exponentialBackoff,
  reactor,
  type ReactorTime,
  type RetryPolicy,
  TLSHandshakeError,
} from "@twist/core";
import { parseHTTPDate } from "../wire/http-date.js";
import type { ClientResponse } from "./client-response.js";
import { HTTPClientError } from "./http-client-error.js";
import { isIdempotent, isReplayable } from "./prepared-request.js";
import type { RequestOptions } from "./request-options.js";
import type { Requester } from "./requester.js";
import { TimeBudget } from "./time-budget.js";

/** What `retry` takes. */
export interface RetryOptions {
  /** How often one request is repeated. @default 2 */
  readonly maxRetries?: number;
  /** Answers that are worth another try. @default 429, 502, 503, 504 */
  readonly statuses?: readonly number[];
  /** How long to wait, where the server doesn't say. @default from half a second on, twice as long each time, at most 30 s */
  readonly backoff?: RetryPolicy;
  /** The longest Retry-After that is waited for; with a longer one the answer is given as it is. @default 60000 */
  readonly maxRetryAfterMs?: number;
  /** @default reactor */
  readonly clock?: ReactorTime;
}

const DEFAULT_STATUSES = [429, 502, 503, 504];
const CONNECTION_TROUBLE: ReadonlySet<string> = new Set(["CONNECTION_CLOSED", "HEADERS_TIMEOUT"]);
const DELAY_SECONDS = /^\d{1,9}$/;

/**
 * Repeats what may be repeated: a request of an idempotent method (RFC 9110 §9.2.2) whose body can be sent again, after trouble with the connection or an
 * answer that asks for patience; any request, where no connection could be made at all. Retry-After is kept to. `timeoutMs` and `signal` hold for
 * all of it, the waiting included.
 */
export function retry(requester: Requester, options: RetryOptions = {}): Requester {
  const {
    maxRetries = 2,
    statuses = DEFAULT_STATUSES,
    backoff = exponentialBackoff({ initialMs: 500, maxMs: 30_000, factor: 2 }),
    maxRetryAfterMs = 60_000,
    clock = reactor,
  } = options;

  /** @returns how long to wait before the next try, `undefined` where there is none. */
  const waitFor = (response: ClientResponse, tries: number): number | undefined => {
    if (!statuses.includes(response.status)) return undefined;
    const askedMs = retryAfterMs(response, clock.wallTime());
    if (askedMs === undefined) return backoff(tries);
    return askedMs <= maxRetryAfterMs ? askedMs : undefined;
  };

  return {
    async request(request) {
      const budget = new TimeBudget(request.timeoutMs, clock);
      const replayable = isReplayable(request.body);
      const repeatable = replayable && isIdempotent(request.method ?? "GET");
      for (let tries = 1; ; tries++) {
        let waitMs: number | undefined;
        try {
          const response = await requester.request(budget.limit(request));
          waitMs = repeatable && tries <= maxRetries ? waitFor(response, tries) : undefined;
          if (waitMs === undefined || waitMs >= (budget.leftMs ?? Number.POSITIVE_INFINITY)) return response;
          response.body.discard();
        } catch (error) {
          if (tries > maxRetries || !replayable || !isPassing(error, repeatable)) throw error;
          waitMs = backoff(tries);
          if (waitMs >= (budget.leftMs ?? Number.POSITIVE_INFINITY)) throw error;
        }
        await pause(waitMs, clock, request);
      }
    },
  };
}

/** Whether `error` may go away by itself, and leaves no doubt whether the request has had its effect. */
function isPassing(error: unknown, repeatable: boolean): boolean {
  if (error instanceof TLSHandshakeError) return false;
  if (error instanceof ConnectError) return true;
  return repeatable && error instanceof HTTPClientError && CONNECTION_TROUBLE.has(error.code);
}

/** RFC 9110 §10.2.3: `Retry-After = HTTP-date / delay-seconds`. */
function retryAfterMs({ headers }: ClientResponse, nowMs: number): number | undefined {
  const field = headers.get("retry-after");
  if (field === undefined) return undefined;
  if (DELAY_SECONDS.test(field)) return Number(field) * 1000;
  const date = parseHTTPDate(field, nowMs);
  return date === undefined ? undefined : Math.max(0, date - nowMs);
}

function pause(ms: number, clock: ReactorTime, { signal }: RequestOptions): Deferred<void> {
  const over = new Deferred<void>(() => {
    timer.cancel();
  });
  const timer = clock.callLater(ms, () => {
    over.callback();
  });
  return over.withSignal(signal);
}
