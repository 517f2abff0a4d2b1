import { Deferred } from "../deferred/deferred.js";
import type { ReactorTime } from "../deferred/reactor-time.js";
import type { ConnectTCPOptions, ReactorNameResolver, ResolvedAddress } from "../reactor/reactor.js";
import { ConnectTimeoutError } from "../transport/connection-errors.js";
import type { ProtocolFactory } from "../transport/protocol-factory.js";
import type { StreamProtocol } from "../transport/transport.js";
import { happyEyeballs } from "./happy-eyeballs.js";
import { WinningFactory } from "./winning-factory.js";

/** How long a connection may take to be made, name resolution and all attempts included, unless said otherwise. */
export const defaultConnectTimeoutMs = 30_000;

type ConnectOne<P extends StreamProtocol> = (
  address: ResolvedAddress,
  factory: ProtocolFactory<P>,
  options: ConnectTCPOptions,
) => Deferred<P>;

/**
 * Resolves `host` and races its addresses. The time-out is for the whole of it, and so is the signal.
 */
export function connectByName<P extends StreamProtocol>(
  reactor: ReactorNameResolver & ReactorTime,
  host: string,
  factory: ProtocolFactory<P>,
  { signal, timeoutMs = defaultConnectTimeoutMs, ...options }: ConnectTCPOptions,
  connectOne: ConnectOne<P>,
): Deferred<P> {
  const winning = new WinningFactory(factory);
  const connected = reactor.resolve(host).addCallback((addresses) =>
    happyEyeballs({
      name: host,
      addresses,
      clock: reactor,
      attempt: (address) => connectOne(address, winning, { ...options, timeoutMs }),
    }),
  );
  connected.addTimeout(timeoutMs, reactor, () => {
    throw new ConnectTimeoutError(`"${host}" did not answer within ${String(timeoutMs)} ms.`);
  });
  return signal === undefined ? connected : connected.withSignal(signal);
}
