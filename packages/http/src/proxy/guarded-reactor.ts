import {
  type AddressList,
  type ConnectTCPOptions,
  type Deferred,
  type DelayedCall,
  type ListeningPort,
  type ListenTCPOptions,
  type ProtocolFactory,
  type ReactorNameResolver,
  type ReactorTCP,
  type ReactorTime,
  type ResolvedAddress,
  type ResolveOptions,
  type StreamProtocol,
} from "@twist/core";
import { ForbiddenDestinationError } from "./forbidden-destination-error.js";
import { SPECIAL_ADDRESSES } from "./special-addresses.js";

/** What connecting to a name by TCP needs. */
export type DialingReactor = ReactorTCP & ReactorNameResolver & ReactorTime;

/**
 * Connects to no address that a proxy must not be used to reach: no special one, unless it is on the list of those that are allowed. It looks at the addresses that are
 * connected to, after the name has been resolved, once: so a name that stands for another address the next time (DNS rebinding) gets nowhere, and neither does a
 * number in disguise (`0x7f.1`), which the resolver understands.
 */
export class GuardedReactor implements DialingReactor {
  readonly #reactor: DialingReactor;
  readonly #allowed: AddressList;

  constructor(reactor: DialingReactor, allowed: AddressList) {
    this.#reactor = reactor;
    this.#allowed = allowed;
  }

  /** The addresses of `name` that may be connected to. Fails with a `ForbiddenDestinationError` where there is none among them. */
  resolve(name: string, options?: ResolveOptions): Deferred<readonly ResolvedAddress[]> {
    return this.#reactor.resolve(name, options).addCallback((addresses) => {
      const allowed = addresses.filter(({ host }) => this.#mayReach(host));
      if (allowed.length === 0 && addresses.length > 0) throw new ForbiddenDestinationError();
      return allowed;
    });
  }

  connectTCP<P extends StreamProtocol>(
    host: string,
    port: number,
    factory: ProtocolFactory<P>,
    options?: ConnectTCPOptions,
  ): Deferred<P> {
    if (!this.#mayReach(host)) throw new ForbiddenDestinationError();
    return this.#reactor.connectTCP(host, port, factory, options);
  }

  listenTCP(port: number, factory: ProtocolFactory, options?: ListenTCPOptions): Deferred<ListeningPort> {
    return this.#reactor.listenTCP(port, factory, options);
  }

  now(): number {
    return this.#reactor.now();
  }

  wallTime(): number {
    return this.#reactor.wallTime();
  }

  callLater(delayMs: number, callback: () => void): DelayedCall {
    return this.#reactor.callLater(delayMs, callback);
  }

  #mayReach(host: string): boolean {
    return this.#allowed.has(host) || !SPECIAL_ADDRESSES.has(host);
  }
}
