import { type Deferred, Factory, maybeDeferred } from "@twist/core";
import type { HTTPLimits } from "../wire/http-limits.js";
import { KEEP_ALIVE_MARGIN_MS, MAX_POOL_IDLE_TIMEOUT_MS } from "./client-defaults.js";
import type { ClientResponse } from "./client-response.js";
import type { Route } from "./connector.js";
import type { Exchange, ExchangeHolder } from "./exchange.js";
import { HTTPClientError } from "./http-client-error.js";
import { type ConnectionKeeper, HTTPClientProtocol } from "./http-client-protocol.js";
import { keepAliveHintMs } from "./keep-alive-hint.js";

/** What all pools of an agent share. */
export interface PoolSettings {
  readonly limits: HTTPLimits;
  readonly maxConnectionsPerOrigin: number;
  readonly maxWaitingRequests: number;
  readonly idleTimeoutMs: number;
  readonly connectTimeoutMs: number;
}

/** The agent, as its pools see it: it counts connections over all of them. */
export interface PoolGroup {
  /** Whether idle connections are kept and waiting requests served. */
  readonly closing: boolean;
  /** Asks for room for one more connection, which is counted where the answer is yes. */
  takeRoom(pool: OriginPool): boolean;
  /** Whether another pool waits for room. */
  readonly roomIsShort: boolean;
  /** A connection that was counted is gone. */
  giveRoom(): void;
  /** Nothing is left in this pool. */
  poolEmpty(pool: OriginPool): void;
}

/** The connections of one route: the idle ones, used last in first out, and the requests that wait for one. */
export class OriginPool implements ConnectionKeeper, ExchangeHolder {
  readonly key: string;
  readonly #route: Route;
  readonly #settings: PoolSettings;
  readonly #group: PoolGroup;
  readonly #connections = new Set<HTTPClientProtocol>();
  readonly #idle: HTTPClientProtocol[] = [];
  readonly #attempts = new Set<Deferred<unknown>>();
  readonly #waiting = new Set<Exchange>();
  #makesConnections = false;

  constructor(route: Route, settings: PoolSettings, group: PoolGroup) {
    this.key = route.key;
    this.#route = route;
    this.#settings = settings;
    this.#group = group;
  }

  /** How many connections are idle. */
  get idleConnections(): number {
    return this.#idle.length;
  }

  /** How many connections there are, those that are being made included. */
  get connections(): number {
    return this.#connections.size + this.#attempts.size;
  }

  /** How many requests wait for a connection. */
  get waitingRequests(): number {
    return this.#waiting.size;
  }

  /** Puts `exchange` on an idle connection, or lets it wait for one. */
  dispatch(exchange: Exchange): void {
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      if (!idle.free) continue;
      if (!idle.send(exchange)) this.#keep(idle, undefined);
      return;
    }
    if (this.#waiting.size >= this.#settings.maxWaitingRequests) {
      exchange.fail(new HTTPClientError("too many requests wait for a connection", { code: "POOL_EXHAUSTED" }));
      return;
    }
    this.#enqueue(exchange);
  }

  dropExchange(exchange: Exchange): void {
    this.#waiting.delete(exchange);
    // A connection that nobody waits for isn't made.
    if (this.#attempts.size > this.#waiting.size) this.#cancelAttempt();
    this.#checkEmpty();
  }

  connectionFree(connection: HTTPClientProtocol, last: ClientResponse | undefined): void {
    if (!this.#serve(connection)) this.#keep(connection, last);
  }

  connectionGone(connection: HTTPClientProtocol): void {
    if (!this.#connections.delete(connection)) return;
    const index = this.#idle.indexOf(connection);
    if (index >= 0) this.#idle.splice(index, 1);
    this.#group.giveRoom();
    this.connectMore();
    this.#checkEmpty();
  }

  connectionStale(exchange: Exchange): void {
    if (++exchange.staleTries > 1) {
      exchange.fail(
        new HTTPClientError("the server closed the connection again and again without an answer", {
          code: "CONNECTION_CLOSED",
        }),
      );
      return;
    }
    // What closed one idle connection, a restart for example, has closed the others too.
    this.closeIdle();
    this.#enqueue(exchange);
  }

  /** Makes connections for those who wait, as far as there is room. */
  connectMore(): void {
    // An attempt that fails at once comes back here: the loop below goes on then, not another one inside it.
    if (this.#makesConnections) return;
    this.#makesConnections = true;
    try {
      while (this.#attempts.size < this.#waiting.size && this.connections < this.#settings.maxConnectionsPerOrigin) {
        if (!this.#group.takeRoom(this)) return;
        this.#connect();
      }
    } finally {
      this.#makesConnections = false;
    }
  }

  /** Closes the connection that has been idle the longest. @returns whether there was one. */
  closeOldest(): boolean {
    const oldest = this.#idle.shift();
    oldest?.close(new HTTPClientError("closed to make room for another", { code: "CONNECTION_CLOSED" }));
    return oldest !== undefined;
  }

  /** Closes all idle connections. */
  closeIdle(): void {
    while (this.closeOldest());
  }

  /** Ends everything, now. Requests fail with `reason`. */
  abort(reason: Error): void {
    for (const exchange of [...this.#waiting]) exchange.abort(reason);
    for (const attempt of [...this.#attempts]) attempt.cancel();
    for (const connection of [...this.#connections]) connection.close(reason);
  }

  #enqueue(exchange: Exchange): void {
    exchange.holder = this;
    this.#waiting.add(exchange);
    this.connectMore();
  }

  #connect(): void {
    const { limits, connectTimeoutMs } = this.#settings;
    const factory = Factory.from(() => new HTTPClientProtocol({ limits, keeper: this }));
    const attempt = maybeDeferred(() => this.#route.endpoint().connect(factory, { timeoutMs: connectTimeoutMs }));
    this.#attempts.add(attempt);
    attempt.addCallbacks(
      (connection) => {
        this.#attempts.delete(attempt);
        this.#connections.add(connection);
        this.connectionFree(connection, undefined);
      },
      (error: unknown) => {
        this.#attempts.delete(attempt);
        this.#group.giveRoom();
        const [first] = this.#waiting;
        if (first !== undefined && this.#attempts.size < this.#waiting.size) {
          this.#waiting.delete(first);
          first.fail(error);
        }
        this.connectMore();
        this.#checkEmpty();
      },
    );
  }

  #cancelAttempt(): void {
    const newest = [...this.#attempts].at(-1);
    newest?.cancel();
  }

  /** @returns whether somebody had been waiting for `connection`. */
  #serve(connection: HTTPClientProtocol): boolean {
    for (const exchange of this.#waiting) {
      this.#waiting.delete(exchange);
      if (connection.send(exchange)) return true;
    }
    return false;
  }

  #keep(connection: HTTPClientProtocol, last: ClientResponse | undefined): void {
    const idleMs = this.#group.closing || this.#group.roomIsShort ? 0 : this.#idleTime(last);
    if (idleMs <= 0) {
      connection.close(new HTTPClientError("the connection isn't kept", { code: "CONNECTION_CLOSED" }));
      return;
    }
    this.#idle.push(connection);
    connection.idleFor(idleMs);
  }

  #idleTime(last: ClientResponse | undefined): number {
    const field = last?.headers.get("keep-alive");
    const hintMs = field === undefined ? undefined : keepAliveHintMs(field);
    if (hintMs === undefined) return this.#settings.idleTimeoutMs;
    return Math.min(hintMs, MAX_POOL_IDLE_TIMEOUT_MS) - KEEP_ALIVE_MARGIN_MS;
  }

  #checkEmpty(): void {
    if (this.connections === 0 && this.#waiting.size === 0) this.#group.poolEmpty(this);
  }
}
