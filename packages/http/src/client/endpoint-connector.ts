import type { ClientEndpoint } from "@twist/core";
import type { Connector, Route } from "./connector.js";

/**
 * Sends everything to one endpoint, whatever the URL's host is, which only goes into Host: a UNIX socket, a process, a test's memory.
 *
 *     new Agent({ connector: new EndpointConnector(clientFromString(reactor, "unix:/run/docker.sock")) });
 */
export class EndpointConnector implements Connector {
  readonly #endpoint: ClientEndpoint;

  constructor(endpoint: ClientEndpoint) {
    this.#endpoint = endpoint;
  }

  routeTo(): Route {
    return { key: "endpoint", absoluteForm: false, endpoint: () => this.#endpoint };
  }
}
