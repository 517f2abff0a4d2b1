/**
 * A client that stays connected (Twisted's ClientService): it connects, and when the connection is lost or can't be made it tries
 * again, waiting longer each time, until it is stopped.
 */

import { Deferred } from "../deferred/deferred.js";
import { CancelledError } from "../deferred/deferred-errors.js";
import { maybeDeferred } from "../deferred/maybe-deferred.js";
import type { DelayedCall, ReactorTime } from "../deferred/reactor-time.js";
import { fail } from "../deferred/fail.js";
import { succeed } from "../deferred/succeed.js";
import { Logger } from "../logging/logger.js";
import type { ProtocolFactory } from "../transport/protocol-factory.js";
import type { StreamProtocol } from "../transport/transport.js";
import { exponentialBackoff, type RetryPolicy } from "./backoff.js";
import type { ClientEndpoint } from "./endpoint.js";
import type { WatchedProtocol } from "./watched-protocol.js";
import { WatchingFactory } from "./watching-factory.js";

const log = new Logger("twist.core.client-service");

export interface ClientServiceOptions<P> {
  /** How long to wait before the next attempt. @default exponentialBackoff(): 1 s up to 60 s, with jitter */
  readonly retryPolicy?: RetryPolicy;
  /**
   * Called with each new connection before `whenConnected` fires, for example to log in. If it fails, the connection is closed and
   * the attempt counts as failed.
   */
  readonly prepareConnection?: (protocol: P) => unknown;
}

interface Waiter<P> {
  readonly deferred: Deferred<P>;
  failuresLeft: number;
}

/**
 * What it is doing. `#running` says whether it should: a service that was stopped and started again while its old
 * connection closes connects anew when that is gone.
 */
type State<P extends StreamProtocol> =
  | { readonly kind: "idle" }
  | { readonly kind: "waiting"; readonly retry: DelayedCall }
  | { readonly kind: "connecting"; readonly attempt: Deferred<unknown> }
  | { readonly kind: "preparing"; readonly connection: WatchedProtocol<P>; readonly preparation: Deferred<unknown> }
  | { readonly kind: "connected"; readonly connection: WatchedProtocol<P> }
  | { readonly kind: "closing"; readonly connection: WatchedProtocol<P> };

export class ClientService<P extends StreamProtocol> {
  readonly #endpoint: ClientEndpoint;
  readonly #factory: ProtocolFactory<P>;
  readonly #clock: ReactorTime;
  readonly #prepare: ((protocol: P) => unknown) | undefined;
  readonly #retryPolicy: RetryPolicy;
  readonly #waiters = new Set<Waiter<P>>();
  #state: State<P> = { kind: "idle" };
  #running = false;
  #failures = 0;
  #stopping: Deferred<void>[] = [];

  constructor(
    endpoint: ClientEndpoint,
    factory: ProtocolFactory<P>,
    clock: ReactorTime,
    options: ClientServiceOptions<P> = {},
  ) {
    this.#endpoint = endpoint;
    this.#clock = clock;
    this.#prepare = options.prepareConnection;
    this.#retryPolicy = options.retryPolicy ?? exponentialBackoff();
    this.#factory = factory;
  }

  /** Whether it is meant to be connected. */
  get running(): boolean {
    return this.#running;
  }

  /** Begins to connect. Does nothing where it runs already. */
  startService(): void {
    if (this.#running) return;
    this.#running = true;
    this.#failures = 0;
    if (this.#state.kind === "idle") this.#connect();
  }

  /**
   * Stops, at any moment: gives up an attempt, closes a connection in good order. Fires when nothing is left of it. Whoever waits in
   * `whenConnected` gets a `CancelledError`.
   */
  stopService(): Deferred<void> {
    this.#running = false;
    const stopped = new Deferred<void>();
    this.#stopping.push(stopped);
    for (const waiter of this.#takeWaiters()) {
      waiter.deferred.errback(new CancelledError("The client service was stopped."));
    }
    this.#letGo();
    return stopped;
  }

  /**
   * Fires with the protocol: at once where it is connected, otherwise when it is.
   * @param failAfterFailures Fail, with the last error, after so many failed attempts from now. @default never
   */
  whenConnected(failAfterFailures = Number.POSITIVE_INFINITY): Deferred<P> {
    if (!this.#running) return fail(new CancelledError("The client service does not run. Call startService() first."));
    if (this.#state.kind === "connected") return succeed(this.#state.connection.wrapped);
    const waiter: Waiter<P> = {
      failuresLeft: failAfterFailures,
      deferred: new Deferred<P>(() => {
        this.#waiters.delete(waiter);
      }),
    };
    this.#waiters.add(waiter);
    return waiter.deferred;
  }

  #connect(): void {
    const watching = new WatchingFactory<P>(this.#factory, (connection) => {
      this.#lost(connection);
    });
    const attempt = this.#endpoint.connect(watching);
    this.#state = { kind: "connecting", attempt };
    attempt.addCallbacks(
      (connection) => {
        this.#made(connection);
      },
      (error: unknown) => {
        this.#attemptFailed(error);
      },
    );
  }

  #made(connection: WatchedProtocol<P>): void {
    if (!connection.connected) {
      this.#attemptFailed(new Error("The connection was lost as soon as it was made."));
      return;
    }
    if (!this.#running) {
      this.#close(connection);
      return;
    }
    const preparation = maybeDeferred(() => this.#prepare?.(connection.wrapped));
    this.#state = { kind: "preparing", connection, preparation };
    preparation.addCallbacks(
      () => {
        if (this.#isAt("preparing", connection)) this.#ready(connection);
      },
      (error: unknown) => {
        if (!this.#isAt("preparing", connection)) return;
        this.#countFailure(error);
        this.#close(connection);
      },
    );
  }

  #ready(connection: WatchedProtocol<P>): void {
    this.#state = { kind: "connected", connection };
    this.#failures = 0;
    for (const waiter of this.#takeWaiters()) waiter.deferred.callback(connection.wrapped);
  }

  #lost(connection: WatchedProtocol<P>): void {
    const state = this.#state;
    if (!("connection" in state) || state.connection !== connection) return;
    this.#state = { kind: "idle" };
    if (state.kind === "preparing") {
      this.#countFailure(new Error("The connection was lost while it was prepared."));
      state.preparation.cancel();
    }
    this.#goOn();
  }

  #attemptFailed(error: unknown): void {
    this.#state = { kind: "idle" };
    if (this.#running) this.#countFailure(error);
    this.#goOn();
  }

  /** Nothing is open: waits for the next attempt, or has stopped. */
  #goOn(): void {
    if (!this.#running) {
      const stopping = this.#stopping;
      this.#stopping = [];
      for (const stopped of stopping) stopped.callback(undefined);
      return;
    }
    const delayMs = this.#failures === 0 ? this.#retryPolicy(1) : this.#retryPolicy(this.#failures);
    const retry = this.#clock.callLater(delayMs, () => {
      this.#connect();
    });
    this.#state = { kind: "waiting", retry };
  }

  #countFailure(error: unknown): void {
    this.#failures += 1;
    log.info("Could not connect; will try again", { failures: this.#failures, error });
    for (const waiter of this.#waiters) {
      waiter.failuresLeft -= 1;
      if (waiter.failuresLeft > 0) continue;
      this.#waiters.delete(waiter);
      waiter.deferred.errback(error);
    }
  }

  #letGo(): void {
    const state = this.#state;
    switch (state.kind) {
      case "idle":
        this.#goOn();
        break;
      case "waiting":
        state.retry.cancel();
        this.#state = { kind: "idle" };
        this.#goOn();
        break;
      case "connecting":
        state.attempt.cancel();
        break;
      case "preparing":
        this.#close(state.connection);
        state.preparation.cancel();
        break;
      case "connected":
        this.#close(state.connection);
        break;
      case "closing":
        break;
    }
  }

  #close(connection: WatchedProtocol<P>): void {
    this.#state = { kind: "closing", connection };
    connection.loseConnection();
  }

  #isAt(kind: State<P>["kind"], connection: WatchedProtocol<P>): boolean {
    return this.#state.kind === kind && "connection" in this.#state && this.#state.connection === connection;
  }

  #takeWaiters(): Waiter<P>[] {
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    return waiters;
  }
}
