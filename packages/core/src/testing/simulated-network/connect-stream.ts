import { Deferred } from "../../deferred/deferred.js";
import type { DelayedCall } from "../../deferred/reactor-time.js";
import { isTwistError } from "../../errors/twist-error.js";
import { FactoryUse } from "../../reactor/node/factory-use.js";
import type { ConnectOptions } from "../../reactor/reactor.js";
import { formatAddress } from "../../transport/address.js";
import { ConnectError, ConnectionRefusedError, ConnectTimeoutError } from "../../transport/connection-errors.js";
import type { ProtocolFactory } from "../../transport/protocol-factory.js";
import type { TLSClientOptions } from "../../transport/tls-options.js";
import type { StreamProtocol } from "../../transport/transport.js";
import { EndOwner } from "./end-owner.js";
import type { SocketTarget } from "./socket-target.js";
import type { OpeningWatcher, StreamEnd } from "./stream-end.js";

const usualTimeoutMs = 30_000;

export interface ConnectStreamOptions<P extends StreamProtocol> {
  readonly factory: ProtocolFactory<P>;
  readonly options: ConnectOptions;
  readonly tls: TLSClientOptions | undefined;
  /** Makes the socket, which asks for a connection and tells `watcher` what becomes of it. An error is why there is no way there. */
  readonly open: (watcher: OpeningWatcher) => StreamEnd | ConnectError;
  readonly target: SocketTarget;
  /** The open sockets of the host. */
  readonly ends: Set<StreamEnd>;
}

/** One attempt to connect: until there is a protocol, or an error. */
export function connectStream<P extends StreamProtocol>(attempt: ConnectStreamOptions<P>): Deferred<P> {
  const { factory, options, tls, ends } = attempt;
  const where = formatAddress(attempt.target.peer);
  const timeoutMs = options.timeoutMs ?? usualTimeoutMs;
  let end: StreamEnd | undefined = undefined;
  let timer: DelayedCall | undefined = undefined;
  let settled = false;
  const settle = (): boolean => {
    if (settled) return false;
    settled = true;
    timer?.cancel();
    return true;
  };
  const drop = (): void => {
    factory.doStop();
    if (end === undefined) return;
    ends.delete(end);
    end.connection.discard();
  };
  const deferred = new Deferred<P>(() => {
    if (settle()) drop();
  });
  const fail = (error: ConnectError): void => {
    if (!settle()) return;
    drop();
    deferred.errback(error);
  };
  const succeed = (opened: StreamEnd): void => {
    if (!settle()) return;
    let protocol: P | undefined;
    try {
      protocol = factory.buildProtocol(opened.peer);
      if (protocol === undefined) throw new ConnectError(`The factory refused the connection to ${where}.`);
    } catch (error) {
      drop();
      deferred.errback(
        isTwistError(error)
          ? error
          : new ConnectError(`Cannot connect to ${where}: ${String(error)}.`, { cause: error }),
      );
      return;
    }
    opened.started = true;
    opened.connection.start(protocol, new EndOwner(ends, opened, new FactoryUse(factory)));
    deferred.callback(protocol);
  };
  factory.doStart();
  const opening = attempt.open({
    opened: (opened) => {
      if (settled) return;
      if (tls === undefined) {
        succeed(opened);
        return;
      }
      opened.connection.shakeHands({ role: "client", ...tls }, (error) => {
        if (error === undefined) {
          succeed(opened);
        } else if (settle()) {
          factory.doStop();
          ends.delete(opened);
          opened.connection.discardAfterSending();
          deferred.errback(error);
        }
      });
    },
    refused: () => {
      if (end?.connection.handshaking === true) end.connection.deliverReset();
      else fail(new ConnectionRefusedError(`Nobody listens on ${where}.`));
    },
    lost: () => {
      fail(new ConnectTimeoutError(`${where} did not answer.`));
    },
  });
  if (opening instanceof ConnectError) {
    fail(opening);
    return deferred;
  }
  end = opening;
  timer = end.connection.clock.callLater(timeoutMs, () => {
    fail(new ConnectTimeoutError(`${where} did not answer within ${String(timeoutMs)} ms.`));
  });
  return deferred.withSignal(options.signal);
}
