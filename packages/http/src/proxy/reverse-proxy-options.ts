import type { RetryPolicy, TLSClientOptions } from "@twist/core";
import type { ClientResponse } from "../client/client-response.js";
import type { ConnectingReactor } from "../client/direct-connector.js";
import type { TrustedProxies } from "../guards/trusted-proxies.js";
import type { HTTPRequest } from "../server/http-request.js";
import type { Headers } from "../wire/headers.js";
import type { HTTPLimits } from "../wire/http-limits.js";
import type { ForwardedFieldStyle } from "./forwarded-fields.js";
import type { UpstreamOptions } from "./upstream.js";

/** What a `ReverseProxy` takes. */
export interface ReverseProxyOptions {
  /** The servers that answer, each the same as the others: URLs, whose paths stand in front of those of requests. */
  readonly upstreams: readonly (string | URL | UpstreamOptions)[];
  /** Comes off the paths of requests; others than those below it are answered 404. @default nothing, or what a resource tree has walked */
  readonly stripPrefix?: string;
  /**
   * What upstreams are told as Host: their own (`"upstream"`), or the client's (`"client"`). With their own, a Location that leads to the upstream is made one that
   * leads to the proxy. @default "upstream"
   */
  readonly host?: "upstream" | "client";
  /** How upstreams are told who asked. @default "x-forwarded" */
  readonly forwarded?: ForwardedFieldStyle;
  /** Peers whose `Forwarded` or `X-Forwarded-*` are added to; of all others they are taken out. @default none */
  readonly trustedProxies?: TrustedProxies;
  /** The proxy's name in Via; give those that stand in one row different ones. @default made up */
  readonly pseudonym?: string;
  /** Protocols that Upgrade may switch to. @default ["websocket"] */
  readonly upgrades?: readonly string[];
  /** Changes the fields that an upstream gets, when all others are there. What it throws is answered with 500. */
  readonly rewriteRequest?: (headers: Headers, request: HTTPRequest) => void;
  /** Changes the fields that a client gets, of final answers. */
  readonly rewriteResponse?: (headers: Headers, answer: ClientResponse, request: HTTPRequest) => void;

  /** @default reactor */
  readonly reactor?: ConnectingReactor;
  /** For https upstreams: authorities, the client's certificate. @default the system's authorities */
  readonly tls?: TLSClientOptions;
  /** Limits of answers. @default those of `DEFAULT_HTTP_LIMITS` */
  readonly limits?: Partial<HTTPLimits>;

  /** Name resolution, connecting and TLS together. Over it: another upstream, or 504. @default 10000 */
  readonly connectTimeoutMs?: number;
  /** From the end of the request to the head of the answer. Over it: 504. @default 60000 */
  readonly headersTimeoutMs?: number;
  /** Between two pieces of the answer; for an upstream that takes nothing of the request. Over it: 504, or the answer breaks off. @default 60000 */
  readonly bodyGapTimeoutMs?: number;
  /** How long nothing may pass through a tunnel. @default 300000 */
  readonly tunnelIdleTimeoutMs?: number;
  /** Requests that one upstream has at a time. Where all have as many: 503. @default 512 */
  readonly maxPendingPerUpstream?: number;
  /** Tunnels at a time. Over it: 503. @default 1024 */
  readonly maxTunnels?: number;
  /** The same for one address of clients. @default 256 */
  readonly maxTunnelsPerAddress?: number;
  /** How many upstreams are tried for one request. @default 3 */
  readonly maxTries?: number;
  /** So many failures in a row take an upstream out for a while. @default 3 */
  readonly maxFailures?: number;
  /** For how long, by how often it has been taken out in a row. @default a second, twice as long each time, at most a minute */
  readonly backoff?: RetryPolicy;
}
