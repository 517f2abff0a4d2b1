import type { Deferred } from "../deferred/deferred.js";
import type { ReactorTime } from "../deferred/reactor-time.js";
import { defaultConnectTimeoutMs } from "../reactor/connect-defaults.js";
import type { ConnectTCPOptions, ReactorNameResolver, ResolvedAddress } from "../reactor/reactor.js";
import { ConnectTimeoutError } from "../transport/connection-errors.js";
import type { ProtocolFactory } from "../transport/protocol-factory.js";
import type { StreamProtocol } from "../transport/transport.js";
import { happyEyeballs } from "./happy-eyeballs.js";
import { WinningFactory } from "./winning-factory.js";

export interface ConnectByNameOptions<P extends StreamProtocol> {
  readonly reactor: ReactorNameResolver & ReactorTime;
  readonly host: string;
  readonly factory: ProtocolFactory<P>;
  readonly options: ConnectTCPOptions;
  /** Connects to one address. */
  readonly connectOne: (
    address: ResolvedAddress,
    factory: ProtocolFactory<P>,
    options: ConnectTCPOptions,
  ) => Deferred<P>;
}

/** Resolves a name and races its addresses. The time-out is for the whole of it, and so is the signal. */
export function connectByName<P extends StreamProtocol>({
  reactor,
  host,
  factory,
  options,
  connectOne,
}: ConnectByNameOptions<P>): Deferred<P> {
  const { signal, timeoutMs = defaultConnectTimeoutMs, ...each } = options;
  const winning = new WinningFactory(factory);
  return reactor
    .resolve(host)
    .addCallback((addresses) =>
      happyEyeballs({
        name: host,
        addresses,
        clock: reactor,
        attempt: (address) => connectOne(address, winning, { ...each, timeoutMs }),
      }),
    )
    .addTimeout(timeoutMs, reactor, () => {
      throw new ConnectTimeoutError(`"${host}" did not answer within ${String(timeoutMs)} ms.`);
    })
    .withSignal(signal);
}
