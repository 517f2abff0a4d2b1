import { exponentialBackoff, formatAddress, Logger } from "@twist/core";
import { Agent } from "../client/agent.js";
import type { ClientResponse } from "../client/client-response.js";
import { isIdempotent } from "../client/prepared-request.js";
import { Resource } from "../resources/resource.js";
import type { HTTPRequest } from "../server/http-request.js";
import type { HTTPResponse } from "../server/http-response.js";
import { sendStatus } from "../server/send-status.js";
import { isServersFault, statusOfFailure, wasNeverSent, wasNotAnswered } from "./failure.js";
import { ForwardedBody } from "./forwarded-body.js";
import { ForwardedFields } from "./forwarded-fields.js";
import { Forwarder } from "./forwarder.js";
import { rewriteOwnLocation } from "./own-location.js";
import { publicBase } from "./public-base.js";
import { reverseProxyLimits } from "./proxy-limits.js";
import { DEFAULT_UPGRADES } from "./proxy-defaults.js";
import type { ReverseProxyOptions } from "./reverse-proxy-options.js";
import { TunnelRoom } from "./tunnel-room.js";
import { Upstream } from "./upstream.js";
import { UpstreamPool } from "./upstream-pool.js";
import { upstreamTarget } from "./upstream-target.js";
import { Via } from "./via.js";

const log = new Logger("twist.http.proxy");

/** One request on its way through the proxy. */
interface Passage {
  readonly request: HTTPRequest;
  readonly response: HTTPResponse;
  readonly body: ForwardedBody | undefined;
}

/**
 * Answers requests by what upstream servers answer to them (a gateway, RFC 9110 §3.7). A resource of a tree, which hands on what is left of the path, or by `handle`
 * a handler.
 *
 *     await using proxy = new ReverseProxy({ upstreams: ["http://10.0.0.1:8080", "http://10.0.0.2:8080"] });
 *     new HTTPFactory({ resource: proxy });
 *
 * Bodies stream both ways, at the speed of the slower side. A request is sent to another upstream only where that is safe: where no connection could be made, or
 * where it is idempotent, without a body, and its connection ended without an answer. Nothing of an answer is looked at: redirects are handed on.
 */
export class ReverseProxy extends Resource implements AsyncDisposable {
  override readonly isLeaf = true;
  /** The servers, with how busy and how well they are. */
  readonly upstreams: readonly Upstream[];
  readonly #agent: Agent;
  readonly #pool: UpstreamPool;
  readonly #forwarder: Forwarder;
  readonly #forwarded: ForwardedFields;
  readonly #options: ReverseProxyOptions;
  readonly #maxTries: number;

  /**
   * @throws {TypeError} where there is no upstream, or one's URL isn't one of http or https without query.
   * @throws {RangeError} where a limit or a time isn't a whole number over 0, or `Infinity`.
   */
  constructor(options: ReverseProxyOptions) {
    super();
    const { stripPrefix = "", trustedProxies, forwarded = "x-forwarded", upgrades = DEFAULT_UPGRADES } = options;
    if (stripPrefix !== "" && (!stripPrefix.startsWith("/") || stripPrefix.endsWith("/"))) {
      throw new TypeError("stripPrefix begins with a slash and doesn't end with one");
    }
    const limits = reverseProxyLimits(options);
    const { backoff = exponentialBackoff({ initialMs: 1000, maxMs: 60_000, factor: 2 }) } = options;
    const policy = { maxFailures: limits.maxFailures, backoff };
    this.#options = options;
    this.#maxTries = limits.maxTries;
    // Its own limits on connections would let requests wait behind streams: ours refuse instead.
    this.#agent = new Agent({
      ...(options.reactor === undefined ? {} : { reactor: options.reactor }),
      ...(options.tls === undefined ? {} : { tls: options.tls }),
      ...(options.limits === undefined ? {} : { limits: options.limits }),
      connectTimeoutMs: limits.connectTimeoutMs,
      maxConnections: Number.POSITIVE_INFINITY,
      maxConnectionsPerOrigin: Number.POSITIVE_INFINITY,
    });
    this.upstreams = options.upstreams.map((upstream) => {
      if (typeof upstream === "string" || upstream instanceof URL) return new Upstream(upstream, this.#agent, policy);
      return new Upstream(upstream.url, upstream.requester ?? this.#agent, policy);
    });
    this.#pool = new UpstreamPool(this.upstreams, limits.maxPendingPerUpstream);
    this.#forwarded = new ForwardedFields(forwarded, trustedProxies);
    this.#forwarder = new Forwarder({
      ...limits,
      via: new Via(options.pseudonym),
      room: new TunnelRoom(limits.maxTunnels, limits.maxTunnelsPerAddress),
      upgrades: new Set(upgrades.map((protocol) => protocol.toLowerCase())),
    });
  }

  /** The proxy as a handler. Its promise fires when the answer, or the tunnel that it became, has come to its end. */
  readonly handle = async (request: HTTPRequest, response: HTTPResponse): Promise<void> => {
    if (request.method === "CONNECT") {
      response.headers.set("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
      sendStatus(response, 405);
    } else if (!this.#forwarder.answersItself(request, response)) {
      await this.#pass({ request, response, body: request.hasBody ? new ForwardedBody(request.body) : undefined });
    }
  };

  override render(request: HTTPRequest, response: HTTPResponse): Promise<void> {
    return this.handle(request, response);
  }

  /** Closes idle connections to upstreams, and the others when their requests are answered. Only the proxy's own agent is closed. */
  async close(): Promise<void> {
    await this.#agent.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #pass(passage: Passage): Promise<void> {
    const { request, response } = passage;
    const tried = new Set<Upstream>();
    let failure: unknown;
    while (tried.size < this.#maxTries) {
      const upstream = this.#pool.choose(request.transport.clock.now(), tried);
      if (upstream === undefined) break;
      tried.add(upstream);
      upstream.begin();
      try {
        failure = await this.#try(upstream, passage);
      } finally {
        upstream.end();
      }
      if (response.finished || response.headSent) return;
      if (!mayTryAnother(passage, failure)) break;
    }
    if (failure === undefined) sendStatus(response, 503);
    else refuse(passage, failure);
  }

  /** Sends the request to `upstream` and hands the answer on. @returns what it failed with before there was an answer. */
  async #try(upstream: Upstream, passage: Passage): Promise<unknown> {
    const { request, response, body } = passage;
    const { stripPrefix = "" } = this.#options;
    const target = upstreamTarget(request, stripPrefix, upstream.basePath);
    if (typeof target !== "string") {
      upstream.health.requestAbandoned();
      sendStatus(response, target);
      return undefined;
    }
    const headers = this.#requestFields(upstream, request);
    const options = this.#forwarder.requestOptions(request, response, { url: upstream.url, target, headers }, body);
    let answer: ClientResponse;
    try {
      answer = await upstream.requester.request(options);
    } catch (error) {
      const blameless = response.finished || error === body?.error || !isServersFault(error);
      if (blameless) upstream.health.requestAbandoned();
      else upstream.health.requestFailed(request.transport.clock.now());
      return error;
    }
    upstream.health.requestSucceeded();
    await this.#handOn(upstream, answer, response);
    return undefined;
  }

  #requestFields(upstream: Upstream, request: HTTPRequest): ReturnType<Forwarder["requestFields"]> {
    const { host = "upstream", rewriteRequest } = this.#options;
    const name = host === "client" && request.authority !== "" ? request.authority : upstream.url.host;
    const headers = this.#forwarder.requestFields(request, name, (field) =>
      this.#forwarded.isBelievable(field, request),
    );
    this.#forwarded.add(headers, request);
    rewriteRequest?.(headers, request);
    return headers;
  }

  async #handOn(upstream: Upstream, answer: ClientResponse, response: HTTPResponse): Promise<void> {
    const { host = "upstream", stripPrefix = "", rewriteResponse } = this.#options;
    const { request } = response;
    try {
      const fields = this.#forwarder.responseFields(answer.headers, answer.minorVersion);
      if (host === "upstream") rewriteOwnLocation(fields, upstream.url, publicBase(request, stripPrefix));
      rewriteResponse?.(fields, answer, request);
      await this.#forwarder.handOn(answer, response, fields);
    } catch (error) {
      answer.body.cancel(error);
      throw error;
    }
  }
}

function mayTryAnother({ request, response, body }: Passage, failure: unknown): boolean {
  if (failure === undefined || response.finished || request.signal.aborted || body?.begun === true) return false;
  if (wasNeverSent(failure)) return true;
  return body === undefined && isIdempotent(request.method) && wasNotAnswered(failure);
}

/** Tells the client what its request has come to. */
function refuse({ request, response, body }: Passage, failure: unknown): void {
  if (response.finished || request.signal.aborted) return;
  // The client has broken its own body: the server knows what to answer.
  const status = failure === body?.error ? undefined : statusOfFailure(failure);
  if (status === undefined) throw failure;
  log.warn("A request could not be handed on", { peer: formatAddress(request.peer), status, error: failure });
  sendStatus(response, status);
}
