import { requestURL } from "../client/prepared-request.js";
import type { Requester } from "../client/requester.js";
import { type FailurePolicy, UpstreamHealth } from "./upstream-health.js";

/** One server behind a reverse proxy. */
export interface UpstreamOptions {
  /** `http:` or `https:`; its path stands in front of the paths of requests. */
  readonly url: string | URL;
  /** How it is reached, for example `new Agent({ connector: new EndpointConnector(…) })` for a UNIX socket. @default the proxy's own agent */
  readonly requester?: Requester;
}

/** A server that a reverse proxy sends requests to, with how busy and how well it is. */
export class Upstream {
  readonly url: URL;
  readonly requester: Requester;
  readonly health: UpstreamHealth;
  /** The path in front of every request's, without a slash at its end. */
  readonly basePath: string;
  #pending = 0;

  /** @throws {TypeError} where the URL isn't one of http or https, or has a user, a query or a fragment. */
  constructor(url: string | URL, requester: Requester, policy: FailurePolicy) {
    this.url = requestURL({ url });
    if (this.url.search !== "" || this.url.hash !== "") {
      throw new TypeError("an upstream's URL has no query and no fragment");
    }
    this.requester = requester;
    this.health = new UpstreamHealth(policy);
    this.basePath = this.url.pathname.endsWith("/") ? this.url.pathname.slice(0, -1) : this.url.pathname;
  }

  /** How many requests it has that are not answered to the end. */
  get pending(): number {
    return this.#pending;
  }

  /** A request is sent to it. */
  begin(): void {
    this.#pending++;
    this.health.requestBegun();
  }

  /** A request that was begun is over. */
  end(): void {
    this.#pending--;
  }
}
