import type { Deferred } from "../deferred/deferred.js";
import { HAProxyWrappingFactory } from "../protocol/policies/haproxy-wrapping-factory.js";
import type { ListeningPort } from "../transport/listening-port.js";
import type { ProtocolFactory } from "../transport/protocol-factory.js";
import type { Description } from "./description.js";
import { DescriptionReader } from "./description-reader.js";
import type { ServerEndpoint } from "./endpoint.js";

/**
 * Listens at another endpoint, behind a proxy that speaks the PROXY protocol: `haproxy:[trusted=ADDRESS,NETWORK/BITS:]tcp:8080`. Only the
 * trusted peers are believed (by default this machine itself); others are refused.
 */
export class HAProxyServerEndpoint implements ServerEndpoint {
  readonly #inner: ServerEndpoint;
  readonly #trusted: readonly string[] | undefined;

  constructor(inner: ServerEndpoint, trusted?: readonly string[]) {
    this.#inner = inner;
    this.#trusted = trusted;
  }

  listen(factory: ProtocolFactory): Deferred<ListeningPort> {
    return this.#inner.listen(
      new HAProxyWrappingFactory(factory, this.#trusted === undefined ? {} : { trusted: this.#trusted }),
    );
  }
}

/** Reads a `haproxy:` description. */
export function readHAProxyServer(
  description: Description,
  make: (text: string) => ServerEndpoint,
): HAProxyServerEndpoint {
  const reader = new DescriptionReader(description, 0);
  const trusted = reader.list("trusted");
  const inner = make(reader.nested("tcp:8080"));
  reader.finish();
  return new HAProxyServerEndpoint(inner, trusted);
}
