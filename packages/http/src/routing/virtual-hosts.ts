import type { HTTPRequest } from "../server/http-request.js";
import type { HTTPResponse } from "../server/http-response.js";
import type { RequestHandler } from "../server/request-handler.js";
import { sendStatus } from "../server/send-status.js";
import { parseAuthority } from "../wire/authority.js";

/**
 * Several sites on one server: answers by the host that a request names (RFC 9110 §7.2), whatever its port.
 *
 *     const hosts = new VirtualHosts()
 *       .add("example.com", site.handle)
 *       .add("*.example.com", tenants.handle);
 *     new HTTPFactory({ onRequest: hosts.handle });
 *
 * A name goes before a wildcard, and of several wildcards the longest counts. Names are compared without regard to case and to a dot at the end. For any other
 * host the fallback answers; without one, 421 (RFC 9110 §15.5.20): a server that answers for names that aren't its own can be used against them.
 */
export class VirtualHosts {
  readonly #names = new Map<string, RequestHandler>();
  /** By what follows the asterisk and its dot. */
  readonly #wildcards = new Map<string, RequestHandler>();
  readonly #fallback: RequestHandler;

  /** @param fallback Answers for all other hosts, and for HTTP/1.0 clients that name none. */
  constructor(fallback: RequestHandler = sendMisdirected) {
    this.#fallback = fallback;
  }

  /**
   * Adds a host. To chain, it returns this.
   * @param host A name, an address (IPv6 in brackets), or `*.` and a name, which stands for all names below that one, at any depth, and not for itself.
   * @throws {TypeError} where it is none of these, has a port, or is there already.
   */
  add(host: string, handler: RequestHandler): this {
    const isWildcard = host.startsWith("*.");
    const name = isWildcard ? host.substring(2) : host;
    const authority = parseAuthority(name);
    if (authority?.host !== name || name.includes("*")) throw new TypeError(`"${host}" is not the name of a host`);
    const hosts = isWildcard ? this.#wildcards : this.#names;
    const key = normalized(name);
    if (hosts.has(key)) throw new TypeError(`there is a host "${host}" already`);
    hosts.set(key, handler);
    return this;
  }

  /** Answers a request: for `onRequest`, or as a handler in anything that takes one. */
  readonly handle: RequestHandler = (request, response) => this.#handlerFor(request)(request, response);

  #handlerFor({ authority }: HTTPRequest): RequestHandler {
    const asSent = this.#names.get(authority);
    if (asSent !== undefined) return asSent;
    const host = normalized(parseAuthority(authority)?.host ?? "");
    return this.#names.get(host) ?? this.#wildcardFor(host) ?? this.#fallback;
  }

  #wildcardFor(host: string): RequestHandler | undefined {
    if (this.#wildcards.size === 0) return undefined;
    // A name has at most 253 characters (RFC 1035 §2.3.4): what is longer isn't cut up dot by dot.
    if (host.length > 253) return undefined;
    for (let dot = host.indexOf("."); dot >= 0; dot = host.indexOf(".", dot + 1)) {
      const found = dot === 0 ? undefined : this.#wildcards.get(host.substring(dot + 1));
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

function normalized(host: string): string {
  const lower = host.toLowerCase();
  return lower.endsWith(".") ? lower.slice(0, -1) : lower;
}

function sendMisdirected(_request: HTTPRequest, response: HTTPResponse): void {
  sendStatus(response, 421);
}
