import { LoopingCall, type ReactorTime, reactor } from "@twist/core";
import type { Service } from "@twist/core/application";
import type { ReverseProxy } from "./reverse-proxy.js";
import type { Upstream } from "./upstream.js";

/** How upstreams are checked. */
export interface HealthChecksOptions {
  /** What is asked for, below the upstream's own path. @default "/" */
  readonly path?: string;
  /** @default 10000 */
  readonly intervalMs?: number;
  /** For a whole check. @default 5000 */
  readonly timeoutMs?: number;
  /** So many failed checks in a row take an upstream out. @default 2 */
  readonly failuresToDown?: number;
  /** So many good ones bring it back. @default 2 */
  readonly successesToUp?: number;
  /** Which answers are good. @default 200 to 399 */
  readonly isHealthy?: (status: number) => boolean;
  /** @default reactor */
  readonly clock?: ReactorTime;
}

/** What the last checks of an upstream said. */
interface Tally {
  failures: number;
  successes: number;
}

/**
 * Asks each upstream of a proxy regularly whether it is well, beside what the proxy learns from requests. An upstream that is found down is sent nothing; where all are,
 * clients are answered 503.
 *
 *     application.add(new HealthChecks(proxy, { path: "/healthz" }));
 */
export class HealthChecks implements Service {
  readonly name = "health checks";
  readonly #proxy: ReverseProxy;
  readonly #path: string;
  readonly #intervalMs: number;
  readonly #timeoutMs: number;
  readonly #failuresToDown: number;
  readonly #successesToUp: number;
  readonly #isHealthy: (status: number) => boolean;
  readonly #clock: ReactorTime;
  #loops: LoopingCall[] = [];

  /** @throws {RangeError} where a number isn't over 0. @throws {TypeError} where `path` doesn't begin with a slash. */
  constructor(proxy: ReverseProxy, options: HealthChecksOptions = {}) {
    const { path = "/", intervalMs = 10_000, timeoutMs = 5_000, failuresToDown = 2, successesToUp = 2 } = options;
    if (!path.startsWith("/")) throw new TypeError("the path of a health check begins with a slash");
    for (const [name, value] of Object.entries({ intervalMs, timeoutMs, failuresToDown, successesToUp })) {
      if (!(value > 0)) throw new RangeError(`${name} must be a number over 0`);
    }
    this.#proxy = proxy;
    this.#path = path;
    this.#intervalMs = intervalMs;
    this.#timeoutMs = timeoutMs;
    this.#failuresToDown = failuresToDown;
    this.#successesToUp = successesToUp;
    this.#isHealthy = options.isHealthy ?? ((status) => status >= 200 && status < 400);
    this.#clock = options.clock ?? reactor;
  }

  startService(): void {
    if (this.#loops.length > 0) return;
    this.#loops = this.#proxy.upstreams.map((upstream) => {
      const tally: Tally = { failures: 0, successes: 0 };
      return new LoopingCall(this.#clock, () => this.#check(upstream, tally));
    });
    for (const loop of this.#loops) void loop.start(this.#intervalMs);
  }

  stopService(): void {
    for (const loop of this.#loops.splice(0)) loop.stop();
  }

  async #check(upstream: Upstream, tally: Tally): Promise<void> {
    if (await this.#ask(upstream)) {
      tally.failures = 0;
      if (++tally.successes >= this.#successesToUp) upstream.health.checked(true);
    } else {
      tally.successes = 0;
      if (++tally.failures >= this.#failuresToDown) upstream.health.checked(false);
    }
  }

  async #ask({ url, basePath, requester }: Upstream): Promise<boolean> {
    try {
      const response = await requester.request({
        url,
        target: basePath + this.#path,
        headers: { Host: url.host, Accept: "*/*" },
        timeoutMs: this.#timeoutMs,
      });
      response.body.discard();
      return this.#isHealthy(response.status);
    } catch {
      return false;
    }
  }
}
