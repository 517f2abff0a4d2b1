import { TCPClientEndpoint } from "@twist/core";
import type { Connector, Route } from "../client/connector.js";
import { hostOf, portOf } from "../client/direct-connector.js";
import type { GuardedReactor } from "./guarded-reactor.js";

/** Connects to http servers at allowed addresses. */
export class GuardedConnector implements Connector {
  readonly #reactor: GuardedReactor;

  constructor(reactor: GuardedReactor) {
    this.#reactor = reactor;
  }

  routeTo(url: URL): Route {
    return {
      key: url.origin,
      absoluteForm: false,
      endpoint: () => new TCPClientEndpoint(this.#reactor, hostOf(url), portOf(url)),
    };
  }
}
