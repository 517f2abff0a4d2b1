import type { Address } from "./address.js";
import type { StreamProtocol } from "./transport.js";

/** What a port or a connector needs to make protocols (Twisted's IProtocolFactory). The `Factory` class is the usual one. */
export interface ProtocolFactory<P extends StreamProtocol = StreamProtocol> {
  /**
   * What its protocols speak, by ALPN's names, the best first: what a TLS port offers whose options don't say (Twisted's IProtocolNegotiationFactory).
   * @default nothing is offered
   */
  readonly alpnProtocols?: readonly string[] | undefined;
  /** The protocol for a connection with `peer`, or `undefined` to refuse it. An exception refuses it too. */
  buildProtocol(peer: Address): P | undefined;
  /** A port or connector begins to use this factory. */
  doStart(): void;
  /** That port or connector is done with it. */
  doStop(): void;
}
