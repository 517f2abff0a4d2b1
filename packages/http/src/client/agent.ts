import { Deferred, reactor as defaultReactor, type TLSClientOptions } from "@twist/core";
import { type HTTPLimits, httpLimits } from "../wire/http-limits.js";
import {
  DEFAULT_CONNECT_TIMEOUT_MS,
  DEFAULT_MAX_CONNECTIONS,
  DEFAULT_MAX_CONNECTIONS_PER_ORIGIN,
  DEFAULT_MAX_WAITING_REQUESTS,
  DEFAULT_POOL_IDLE_TIMEOUT_MS,
} from "./client-defaults.js";
import type { ClientResponse } from "./client-response.js";
import type { Connector } from "./connector.js";
import { type ConnectingReactor, DirectConnector } from "./direct-connector.js";
import { Exchange } from "./exchange.js";
import { HTTPClientError } from "./http-client-error.js";
import { OriginPool, type PoolGroup, type PoolSettings } from "./origin-pool.js";
import { PreparedRequest, requestURL } from "./prepared-request.js";
import { Headers } from "../wire/headers.js";
import type { RequestFields, RequestOptions } from "./request-options.js";
import type { Requester } from "./requester.js";

/** What an `Agent` takes. */
export interface AgentOptions {
  /** @default reactor */
  readonly reactor?: ConnectingReactor;
  /** How servers are reached: see `EndpointConnector` and `ProxyConnector`. @default directly */
  readonly connector?: Connector;
  /** For https: authorities, the client's certificate. Ignored where there is a `connector`. @default the system's authorities */
  readonly tls?: TLSClientOptions;
  /** @default 64 */
  readonly maxConnectionsPerOrigin?: number;
  /** Over all origins. At it, idle connections of other origins are closed to make room. @default 256 */
  readonly maxConnections?: number;
  /** For each origin. Over it: `POOL_EXHAUSTED`. @default 10000 */
  readonly maxWaitingRequests?: number;
  /** How long a connection is kept idle, where the server doesn't say. @default 4000 */
  readonly idleTimeoutMs?: number;
  /** Name resolution, connecting and the TLS handshake together. @default 10000 */
  readonly connectTimeoutMs?: number;
  /** Limits of responses. @default those of `DEFAULT_HTTP_LIMITS` */
  readonly limits?: Partial<HTTPLimits>;
}

/**
 * Sends requests and keeps the connections to each origin for the next ones. Follows no redirect, decodes nothing, stores no cookie: what you
 * want of that, put around it.
 *
 *     await using agent = new Agent();
 *     const response = await agent.request({ url: "https://example.org/" });
 *     console.log(response.status, await response.text());
 */
export class Agent implements Requester, PoolGroup {
  readonly #reactor: ConnectingReactor;
  readonly #connector: Connector;
  readonly #settings: PoolSettings;
  readonly #maxConnections: number;
  readonly #pools = new Map<string, OriginPool>();
  readonly #starving = new Set<OriginPool>();
  #open = 0;
  #closed: Deferred<void> | undefined;

  /** @throws {RangeError} where a limit isn't a number of at least 1, or a time not one of at least 0. */
  constructor(options: AgentOptions = {}) {
    this.#reactor = options.reactor ?? defaultReactor;
    this.#connector = options.connector ?? new DirectConnector(this.#reactor, options.tls);
    this.#maxConnections = atLeast(1, "maxConnections", options.maxConnections ?? DEFAULT_MAX_CONNECTIONS);
    this.#settings = {
      limits: httpLimits(options.limits),
      maxConnectionsPerOrigin: atLeast(
        1,
        "maxConnectionsPerOrigin",
        options.maxConnectionsPerOrigin ?? DEFAULT_MAX_CONNECTIONS_PER_ORIGIN,
      ),
      maxWaitingRequests: atLeast(1, "maxWaitingRequests", options.maxWaitingRequests ?? DEFAULT_MAX_WAITING_REQUESTS),
      idleTimeoutMs: atLeast(0, "idleTimeoutMs", options.idleTimeoutMs ?? DEFAULT_POOL_IDLE_TIMEOUT_MS),
      connectTimeoutMs: atLeast(1, "connectTimeoutMs", options.connectTimeoutMs ?? DEFAULT_CONNECT_TIMEOUT_MS),
    };
  }

  /** How many connections there are, those that are being made included. */
  get connections(): number {
    return this.#open;
  }

  /** How many of them are idle. */
  get idleConnections(): number {
    let idle = 0;
    for (const pool of this.#pools.values()) idle += pool.idleConnections;
    return idle;
  }

  /**
   * Sends a request. Fires when the response's head has come; cancel it to give the request up.
   * Fails with an `HTTPClientError`, an `HTTPError` where the server breaks HTTP, a `ConnectError`, or the signal's reason.
   * @throws {TypeError} for a URL or a body that can't be requested. @throws {HeaderFieldError} for a method or field that can't be sent.
   */
  request(options: RequestOptions): Deferred<ClientResponse> {
    const url = requestURL(options);
    const route = this.#connector.routeTo(url);
    const prepared = new PreparedRequest(
      route.fields === undefined ? options : { ...options, headers: withFields(options, route.fields) },
      url,
      route.absoluteForm ? absoluteTarget(options, url) : undefined,
    );
    const exchange = new Exchange(prepared, this.#reactor);
    if (exchange.over) return exchange.result;
    if (this.#closed !== undefined) {
      exchange.fail(new HTTPClientError("the agent is closed", { code: "AGENT_CLOSED" }));
      return exchange.result;
    }
    let pool = this.#pools.get(route.key);
    if (pool === undefined) {
      pool = new OriginPool(route, this.#settings, this);
      this.#pools.set(route.key, pool);
    }
    pool.dispatch(exchange);
    return exchange.result;
  }

  /** Takes no more requests, and closes. Fires when the requests that are under way have come to their end. */
  close(): Deferred<void> {
    if (this.#closed === undefined) {
      this.#closed = new Deferred<void>();
      for (const pool of [...this.#pools.values()]) pool.closeIdle();
      this.#checkClosed();
    }
    const closed = new Deferred<void>();
    this.#closed.addCallback(() => {
      closed.callback();
    });
    return closed;
  }

  /** Closes now: requests that are under way fail with `reason`. */
  abort(reason: Error = new HTTPClientError("the agent was aborted", { code: "AGENT_CLOSED" })): Deferred<void> {
    const closed = this.close();
    for (const pool of [...this.#pools.values()]) pool.abort(reason);
    return closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** For pools. */
  get closing(): boolean {
    return this.#closed !== undefined;
  }

  /** For pools. */
  get roomIsShort(): boolean {
    return this.#starving.size > 0;
  }

  /** For pools. */
  takeRoom(pool: OriginPool): boolean {
    if (this.#open >= this.#maxConnections) {
      for (const other of this.#pools.values()) if (other !== pool && other.closeOldest()) break;
    }
    if (this.#open >= this.#maxConnections) {
      this.#starving.add(pool);
      return false;
    }
    this.#open++;
    return true;
  }

  /** For pools. */
  giveRoom(): void {
    this.#open--;
    for (const next of [...this.#starving]) {
      if (this.#open >= this.#maxConnections) break;
      this.#starving.delete(next);
      next.connectMore();
    }
    this.#checkClosed();
  }

  /** For pools. */
  poolEmpty(pool: OriginPool): void {
    this.#starving.delete(pool);
    if (this.#pools.get(pool.key) === pool) this.#pools.delete(pool.key);
    this.#checkClosed();
  }

  #checkClosed(): void {
    const closed = this.#closed;
    if (closed !== undefined && !closed.called && this.#open === 0 && this.#pools.size === 0) closed.callback();
  }
}

function absoluteTarget({ target }: RequestOptions, url: URL): string {
  // RFC 9112 §3.2.4: a proxy is asked for `*` by an absolute URI without path and query.
  return target === "*" ? url.origin : url.origin + (target ?? url.pathname + url.search);
}

function withFields({ headers }: RequestOptions, fields: RequestFields): Headers {
  const all = new Headers(headers);
  for (const [name, value] of new Headers(fields)) all.set(name, value);
  return all;
}

function atLeast(least: number, name: string, value: number): number {
  if (!(value >= least)) throw new RangeError(`${name} must be at least ${String(least)}`);
  return value;
}
