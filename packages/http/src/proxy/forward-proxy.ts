import { AddressList, Factory, formatAddress, Logger, reactor as defaultReactor, TCPClientEndpoint } from "@twist/core";
import { Agent } from "../client/agent.js";
import type { ClientResponse } from "../client/client-response.js";
import { hostOf, portOf } from "../client/direct-connector.js";
import type { HTTPRequest } from "../server/http-request.js";
import type { HTTPResponse } from "../server/http-response.js";
import { sendStatus } from "../server/send-status.js";
import { parseAuthority } from "../wire/authority.js";
import { DestinationRules } from "./destination-rules.js";
import { statusOfFailure } from "./failure.js";
import { ForwardedBody } from "./forwarded-body.js";
import { Forwarder } from "./forwarder.js";
import type { ForwardProxyOptions } from "./forward-proxy-options.js";
import { GuardedConnector } from "./guarded-connector.js";
import { GuardedReactor } from "./guarded-reactor.js";
import { DEFAULT_UPGRADES } from "./proxy-defaults.js";
import { forwardProxyLimits } from "./proxy-limits.js";
import type { Tunnel } from "./tunnel.js";
import { TunnelRoom } from "./tunnel-room.js";
import { Via } from "./via.js";

const log = new Logger("twist.http.proxy");

const keepAll = (): boolean => true;

/**
 * Does for clients what they ask of it (RFC 9110 §3.7, a proxy): fetches http URLs, which come in absolute-form, and makes tunnels by CONNECT. What may be asked for is
 * limited from the start: CONNECT to port 443, and no address that isn't on the public Internet, whatever name it hides behind.
 *
 *     await using proxy = new ForwardProxy({ hosts: [".example.org"] });
 *     const guard = AuthGuard.forProxy(portal, [new BasicScheme("proxy")]);
 *     new HTTPFactory({ onRequest: guard.protect(proxy.handle) });
 */
export class ForwardProxy implements AsyncDisposable {
  readonly #rules: DestinationRules;
  readonly #reactor: GuardedReactor;
  readonly #agent: Agent;
  readonly #forwarder: Forwarder;
  readonly #connectTimeoutMs: number;
  readonly #maxPending: number;
  #pending = 0;

  /**
   * @throws {TypeError} where an allowed address isn't one. @throws {RangeError} where a limit or a time isn't a whole number over 0, or `Infinity`.
   */
  constructor(options: ForwardProxyOptions = {}) {
    const { allowedAddresses = [], reactor = defaultReactor, upgrades = DEFAULT_UPGRADES } = options;
    const limits = forwardProxyLimits(options);
    this.#rules = new DestinationRules(options);
    this.#reactor = new GuardedReactor(
      reactor,
      allowedAddresses instanceof AddressList ? allowedAddresses : new AddressList(allowedAddresses),
    );
    this.#connectTimeoutMs = limits.connectTimeoutMs;
    this.#maxPending = limits.maxPending;
    this.#agent = new Agent({
      reactor,
      connector: new GuardedConnector(this.#reactor),
      ...(options.limits === undefined ? {} : { limits: options.limits }),
      connectTimeoutMs: limits.connectTimeoutMs,
      maxConnections: Number.POSITIVE_INFINITY,
      maxConnectionsPerOrigin: Number.POSITIVE_INFINITY,
    });
    this.#forwarder = new Forwarder({
      ...limits,
      via: new Via(options.pseudonym),
      room: new TunnelRoom(limits.maxTunnels, limits.maxTunnelsPerAddress),
      upgrades: new Set(upgrades.map((protocol) => protocol.toLowerCase())),
    });
  }

  /** The proxy as a handler. Its promise fires when the answer, or the tunnel that it became, has come to its end. */
  readonly handle = async (request: HTTPRequest, response: HTTPResponse): Promise<void> => {
    if (this.#forwarder.answersItself(request, response)) return;
    try {
      if (request.targetForm === "authority") await this.#connect(request, response);
      else await this.#fetch(request, response);
    } catch (error) {
      if (response.finished || request.signal.aborted) return;
      const status = error === request.body.error ? undefined : statusOfFailure(error);
      if (status === undefined || response.headSent) throw error;
      log.warn("A request could not be handed on", { peer: formatAddress(request.peer), status, error });
      sendStatus(response, status);
    }
  };

  /** Closes idle connections, and the others when their requests are answered. Tunnels go on. */
  async close(): Promise<void> {
    await this.#agent.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #fetch(request: HTTPRequest, response: HTTPResponse): Promise<void> {
    const url = httpURL(request);
    if (url === undefined) {
      sendStatus(response, 400);
    } else if (!this.#rules.allowsRequest(hostOf(url), portOf(url))) {
      sendStatus(response, 403);
    } else if (this.#pending >= this.#maxPending) {
      sendStatus(response, 503);
    } else {
      this.#pending++;
      try {
        await this.#pass(url, request, response);
      } finally {
        this.#pending--;
      }
    }
  }

  async #pass(url: URL, request: HTTPRequest, response: HTTPResponse): Promise<void> {
    const forwarder = this.#forwarder;
    // RFC 9112 §3.2.4: who asks for the options of a server without a path asks for those of all of it.
    const target = request.method === "OPTIONS" && !hasPath(request.target) ? "*" : request.pathAndQuery;
    // RFC 9112 §3.2.2: what the client has as Host counts for nothing beside its target.
    const headers = forwarder.requestFields(request, url.host, keepAll);
    const body = request.hasBody ? new ForwardedBody(request.body) : undefined;
    const answer: ClientResponse = await this.#agent.request(
      forwarder.requestOptions(request, response, { url, target, headers }, body),
    );
    try {
      await forwarder.handOn(answer, response, forwarder.responseFields(answer.headers, answer.minorVersion));
    } catch (error) {
      answer.body.cancel(error);
      throw error;
    }
  }

  async #connect(request: HTTPRequest, response: HTTPResponse): Promise<void> {
    const { host = "", port = 0 } = parseAuthority(request.target) ?? {};
    const name = host.startsWith("[") ? host.slice(1, -1) : host;
    if (!this.#rules.allowsTunnel(name, port)) {
      sendStatus(response, 403);
      return;
    }
    const tunnel = this.#forwarder.openTunnel(request);
    if (tunnel === undefined) {
      sendStatus(response, 503);
      return;
    }
    try {
      await this.#dial(name, port, tunnel, request);
      response.upgrade(tunnel.client);
    } catch (error) {
      tunnel.abort(new Error("the tunnel could not be made", { cause: error }));
      throw error;
    }
    await tunnel.done;
  }

  async #dial(host: string, port: number, tunnel: Tunnel, { signal }: HTTPRequest): Promise<void> {
    const endpoint = new TCPClientEndpoint(this.#reactor, host, port);
    const factory = Factory.from(() => tunnel.server);
    await endpoint.connect(factory, { timeoutMs: this.#connectTimeoutMs, signal });
  }
}

/** The URL that `request` asks for, `undefined` where it isn't one of http in absolute-form. */
function httpURL({ target, targetForm }: HTTPRequest): URL | undefined {
  if (targetForm !== "absolute" || !URL.canParse(target)) return undefined;
  const url = new URL(target);
  return url.protocol === "http:" && url.username === "" && url.password === "" ? url : undefined;
}

function hasPath(target: string): boolean {
  const authority = target.indexOf("://") + 3;
  return /[/?]/.test(target.substring(authority));
}
