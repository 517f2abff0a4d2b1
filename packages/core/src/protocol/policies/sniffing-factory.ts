import type { ProtocolFactory } from "../../transport/protocol-factory.js";
import { assertLimit, defaultLimits } from "../../wire/limits.js";
import { FactoryGroup } from "./factory-group.js";
import { SniffingProtocol, type SniffingProtocolOptions, type SniffingRoute } from "./sniffing-protocol.js";

/** Options of `SniffingFactory`. */
export interface SniffingFactoryOptions {
  /** Who speaks with clients whose first bytes no route matches. @default the connection is aborted */
  readonly otherwise?: ProtocolFactory;
  /**
   * Who speaks with clients that say nothing: for a protocol in which the server speaks first, such as SMTP, FTP or, with many
   * clients, SSH. @default they are waited for until `timeoutMs`
   */
  readonly whenSilent?: ProtocolFactory;
  /** How long a client is waited for before `whenSilent` is taken. Each of its clients waits so long for its greeting. @default 1000 */
  readonly silenceMs?: number;
  /** How long a client may take to show what it speaks, `Infinity` for no limit. @default 10_000, `defaultLimits.handshakeTimeoutMs` */
  readonly timeoutMs?: number;
  /** How many bytes are looked at. A route that is undecided then has not matched. @default 1024 */
  readonly maxBytes?: number;
}

/**
 * Several protocols on one port, told apart by the first bytes that a client sends. The first route that matches is taken, in
 * their order; what its protocol gets begins with the first byte, and nothing stays in between.
 *
 *     new SniffingFactory([
 *       { match: matchTLS, factory: new TLSTerminatingFactory(reactor, site, { certificate }) },
 *       { match: matchHTTP1, factory: redirectToHTTPS },
 *     ], { whenSilent: ssh });
 */
export class SniffingFactory implements ProtocolFactory<SniffingProtocol> {
  readonly #options: SniffingProtocolOptions;
  readonly #factories: FactoryGroup;

  /** @throws {RangeError} where a limit is neither a positive integer nor `Infinity`. */
  constructor(routes: readonly SniffingRoute[], options: SniffingFactoryOptions = {}) {
    const { otherwise, whenSilent } = options;
    const { silenceMs = 1000, timeoutMs = defaultLimits.handshakeTimeoutMs, maxBytes = 1024 } = options;
    for (const [name, value] of Object.entries({ silenceMs, timeoutMs, maxBytes })) assertLimit(name, value);
    this.#options = { routes, otherwise, whenSilent, silenceMs, timeoutMs, maxBytes };
    this.#factories = new FactoryGroup([...routes.map((route) => route.factory), otherwise, whenSilent]);
  }

  buildProtocol(): SniffingProtocol {
    return new SniffingProtocol(this.#options);
  }

  doStart(): void {
    this.#factories.doStart();
  }

  doStop(): void {
    this.#factories.doStop();
  }
}
