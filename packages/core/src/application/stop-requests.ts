import type { ReactorCore } from "../reactor/reactor.js";

/** Counts the times that somebody wants the process to stop, or that nothing is left for it to do. */
export class StopRequests {
  readonly first: Promise<void>;
  readonly second: Promise<void>;
  #resolve: (() => void)[] = [];
  readonly #release: (() => void)[] = [];

  constructor(reactor: ReactorCore, signals: readonly NodeJS.Signals[], abort: AbortSignal | undefined) {
    this.first = new Promise((resolve) => this.#resolve.push(resolve));
    this.second = new Promise((resolve) => this.#resolve.push(resolve));
    const request = (): void => this.#resolve.shift()?.();
    for (const signal of signals) this.#release.push(reactor.onSignal(signal, request));
    // Nothing is left that could ever happen: the one connection of a `stdio:` server is over, for example.
    process.once("beforeExit", request);
    this.#release.push(() => process.off("beforeExit", request));
    if (abort === undefined) return;
    if (abort.aborted) request();
    abort.addEventListener("abort", request, { once: true });
    this.#release.push(() => {
      abort.removeEventListener("abort", request);
    });
  }

  release(): void {
    for (const release of this.#release) release();
  }
}
