import type { Address } from "../transport/address.js";
import type { ProtocolFactory } from "../transport/protocol-factory.js";
import type { StreamProtocol } from "../transport/transport.js";
import { Protocol } from "./protocol.js";

/**
 * Builds a protocol for each connection and keeps what they share. A server's factory builds many over its life,
 * a client's factory usually one for each attempt.
 */
export abstract class Factory<P extends StreamProtocol = StreamProtocol> implements ProtocolFactory<P> {
  #users = 0;

  /**
   * A factory that makes a `new protocolClass()` for each connection, with its `factory` set.
   *
   *     await serverFromString(reactor, "tcp:8007").listen(Factory.forProtocol(Echo));
   */
  static forProtocol<P extends Protocol>(protocolClass: new () => P): Factory<P> {
    return new ProtocolClassFactory(protocolClass);
  }

  /** A factory that calls `build` for each connection. */
  static from<P extends StreamProtocol>(build: (peer: Address) => P | undefined): Factory<P> {
    return new FunctionFactory(build);
  }

  /**
   * The protocol for a connection with `peer`, or `undefined` to refuse it: the connection is then closed at once.
   * An exception refuses it too, and is logged.
   */
  abstract buildProtocol(peer: Address): P | undefined;

  /** Called before the first port listens or the first connection is tried with this factory. */
  startFactory(): void {
    // Nothing to do by default.
  }

  /** Called when the last port or connector is done with this factory. */
  stopFactory(): void {
    // Nothing to do by default.
  }

  /** Called by a reactor when it starts to use this factory. */
  doStart(): void {
    this.#users += 1;
    if (this.#users === 1) this.startFactory();
  }

  /** Called by a reactor when it is done with this factory. */
  doStop(): void {
    if (this.#users === 0) return;
    this.#users -= 1;
    if (this.#users === 0) this.stopFactory();
  }
}

class ProtocolClassFactory<P extends Protocol> extends Factory<P> {
  readonly #protocolClass: new () => P;

  constructor(protocolClass: new () => P) {
    super();
    this.#protocolClass = protocolClass;
  }

  override buildProtocol(): P {
    const protocol = new this.#protocolClass();
    protocol.factory = this;
    return protocol;
  }
}

class FunctionFactory<P extends StreamProtocol> extends Factory<P> {
  readonly #build: (peer: Address) => P | undefined;

  constructor(build: (peer: Address) => P | undefined) {
    super();
    this.#build = build;
  }

  override buildProtocol(peer: Address): P | undefined {
    const protocol = this.#build(peer);
    if (protocol instanceof Protocol) protocol.factory = this;
    return protocol;
  }
}
