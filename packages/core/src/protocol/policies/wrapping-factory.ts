import type { Address } from "../../transport/address.js";
import type { ProtocolFactory } from "../../transport/protocol-factory.js";
import type { StreamProtocol } from "../../transport/transport.js";
import type { ProtocolWrapper } from "./protocol-wrapper.js";

/** Wraps each protocol that another factory builds (Twisted's WrappingFactory). A policy says how. */
export abstract class WrappingFactory<
  P extends StreamProtocol = StreamProtocol,
  W extends ProtocolWrapper<P> = ProtocolWrapper<P>,
> implements ProtocolFactory<W> {
  protected readonly wrappedFactory: ProtocolFactory<P>;

  constructor(wrappedFactory: ProtocolFactory<P>) {
    this.wrappedFactory = wrappedFactory;
  }

  get alpnProtocols(): readonly string[] | undefined {
    return this.wrappedFactory.alpnProtocols;
  }

  /** The wrapper around `protocol`. */
  protected abstract wrap(protocol: P, peer: Address): W;

  buildProtocol(peer: Address): W | undefined {
    const protocol = this.wrappedFactory.buildProtocol(peer);
    return protocol === undefined ? undefined : this.wrap(protocol, peer);
  }

  doStart(): void {
    this.wrappedFactory.doStart();
  }

  doStop(): void {
    this.wrappedFactory.doStop();
  }
}
