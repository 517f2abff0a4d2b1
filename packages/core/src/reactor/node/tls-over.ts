import { Deferred } from "../../deferred/deferred.js";
import { tlsHandshakeDone, tlsHandshakeFailed } from "../../logging/diagnostics.js";
import { TransportDuplex } from "../../protocol/bridges/transport-duplex.js";
import type { StartTLSOptions } from "../../transport/tls-options.js";
import type { StreamProtocol, Transport } from "../../transport/transport.js";
import type { ConnectionSettings } from "./connection-settings.js";
import { StreamConnection } from "./stream-connection.js";
import { TLSHandshake } from "./tls-handshake.js";

/** TLS inside any transport: OpenSSL runs on a `Duplex` made of it. */
export function startTLSOver(
  transport: Transport,
  protocol: StreamProtocol,
  options: StartTLSOptions,
  settings: ConnectionSettings,
): Deferred<void> {
  const { peer, host, clock } = transport;
  const handshake = new TLSHandshake(options, peer, clock);
  const wire = new TransportDuplex();
  transport.switchProtocol(wire);
  let cancelled = false;
  const deferred = new Deferred<void>(() => {
    cancelled = true;
    transport.abortConnection();
  });
  const socket = handshake.begin(wire, (error) => {
    if (error !== undefined) {
      tlsHandshakeFailed(peer, error);
      transport.abortConnection(error);
      socket.destroy();
      if (!cancelled) deferred.errback(error);
      return;
    }
    const connection = new StreamConnection(socket, { peer, host, wire }, { ...settings, clock });
    connection.start(protocol);
    tlsHandshakeDone(connection);
    deferred.callback(undefined);
  });
  return deferred;
}
