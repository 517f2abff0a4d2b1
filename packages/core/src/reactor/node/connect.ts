import type { Socket } from "node:net";
import { Deferred } from "../../deferred/deferred.js";
import type { DelayedCall } from "../../deferred/reactor-time.js";
import { tlsHandshakeDone, tlsHandshakeFailed } from "../../logging/diagnostics.js";
import { formatAddress, type Address } from "../../transport/address.js";
import { ConnectError, ConnectTimeoutError } from "../../transport/connection-errors.js";
import type { ProtocolFactory } from "../../transport/protocol-factory.js";
import type { TLSClientOptions } from "../../transport/tls-options.js";
import type { StreamProtocol } from "../../transport/transport.js";
import type { ConnectOptions } from "../reactor.js";
import { connectFailure } from "./connect-failure.js";
import { FactoryUse } from "./factory-use.js";
import type { ConnectionSettings } from "./connection-settings.js";
import { StreamConnection } from "./stream-connection.js";
import { TLSHandshake } from "./tls-handshake.js";
import { defaultConnectTimeoutMs } from "../connect-defaults.js";

/** One attempt to connect. */
export interface ConnectAttempt<P extends StreamProtocol> {
  readonly peer: Address;
  readonly factory: ProtocolFactory<P>;
  readonly options: ConnectOptions;
  readonly tls?: TLSClientOptions | undefined;
  readonly settings: ConnectionSettings;
  /** Makes the socket, which connects. */
  readonly open: () => Socket;
}

/** Waits for a socket to connect, and for its TLS handshake, then lets a protocol of the factory speak on it. */
export function connect<P extends StreamProtocol>(attempt: ConnectAttempt<P>): Deferred<P> {
  const { peer, factory, options, settings, tls } = attempt;
  const { timeoutMs = defaultConnectTimeoutMs, signal } = options;
  const where = formatAddress(peer);
  // What the options get wrong is told before anything has happened.
  const handshake = tls === undefined ? undefined : new TLSHandshake({ role: "client", ...tls }, peer, settings.clock);
  factory.doStart();

  let stream: Socket | undefined = undefined;
  let timer: DelayedCall | undefined = undefined;
  let settled = false;
  const settle = (): boolean => {
    if (settled) return false;
    settled = true;
    timer?.cancel();
    return true;
  };
  const giveUp = (): void => {
    stream?.on("error", ignore);
    stream?.destroy();
    factory.doStop();
  };
  const deferred = new Deferred<P>(() => {
    if (settle()) giveUp();
  });
  const fail = (error: unknown): void => {
    if (!settle()) return;
    giveUp();
    deferred.errback(connectFailure(where, error));
  };
  const succeed = (socket: Socket, wire: Socket): void => {
    if (!settle()) return;
    let protocol: P | undefined;
    try {
      protocol = factory.buildProtocol(peer);
      if (protocol === undefined) throw new ConnectError(`The factory refused the connection to ${where}.`);
    } catch (error) {
      giveUp();
      deferred.errback(connectFailure(where, error));
      return;
    }
    socket.off("error", fail);
    const connection = new StreamConnection(socket, socket === wire ? { peer } : { peer, wire }, settings);
    connection.start(protocol, new FactoryUse(factory));
    if (tls !== undefined) tlsHandshakeDone(connection);
    deferred.callback(protocol);
  };

  timer = settings.clock.callLater(timeoutMs, () => {
    fail(new ConnectTimeoutError(`${where} did not answer within ${String(timeoutMs)} ms.`));
  });
  const wire = attempt.open();
  stream = wire;
  wire.on("error", fail);
  wire.once("connect", () => {
    if (settled) return;
    if (handshake === undefined) {
      succeed(wire, wire);
      return;
    }
    wire.off("error", fail);
    const secured = handshake.begin(wire, (error) => {
      if (error === undefined) {
        succeed(secured, wire);
        return;
      }
      tlsHandshakeFailed(peer, error);
      fail(error);
    });
    stream = secured;
  });
  return deferred.withSignal(signal);
}

function ignore(): void {
  // The attempt is over.
}
