import { Deferred } from "../../deferred/deferred.js";
import type { Address } from "../../transport/address.js";
import type { ConnectionEnd } from "../../transport/connection-errors.js";
import type { StartTLSOptions } from "../../transport/tls-options.js";
import type { StreamProtocol, Transport } from "../../transport/transport.js";
import { MemoryConnection } from "../memory/memory-connection.js";
import type { MemoryWire } from "../memory/memory-wire.js";
import type { SeededRandom } from "../seeded-random.js";

/** Simulated TLS inside any transport: see `ReactorTLS.startTLSOver`. */
export function startSimulatedTLSOver(
  transport: Transport,
  protocol: StreamProtocol,
  options: StartTLSOptions,
  random: SeededRandom,
): Deferred<void> {
  const deferred = new Deferred<void>(() => {
    transport.abortConnection();
  });
  const wire = new TransportWire(transport);
  const connection = new MemoryConnection(transport.clock, wire, { random });
  wire.connection = connection;
  transport.switchProtocol(wire);
  connection.shakeHands(options, (error) => {
    if (error === undefined) {
      connection.start(protocol);
      if (!deferred.called) deferred.callback(undefined);
      return;
    }
    connection.discardAfterSending();
    transport.abortConnection(error);
    if (!deferred.called) deferred.errback(error);
  });
  return deferred;
}

/** A transport as the wire of a connection above it. */
class TransportWire implements MemoryWire, StreamProtocol {
  connection!: MemoryConnection;
  readonly #transport: Transport;
  #full = false;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  get peer(): Address {
    return this.#transport.peer;
  }

  get host(): Address {
    return this.#transport.host;
  }

  makeConnection(): void {
    this.#transport.registerProducer(this, { streaming: true });
  }

  dataReceived(data: Buffer): void {
    this.connection.deliver(data);
    if (!this.connection.reading) this.#transport.pauseReading();
  }

  readConnectionLost(): void {
    this.connection.deliverEnd();
  }

  connectionLost(reason: ConnectionEnd): void {
    this.connection.deliverReset(reason);
  }

  pauseProducing(): void {
    this.#full = true;
  }

  resumeProducing(): void {
    this.#full = false;
    this.outgoing();
  }

  stopProducing(): void {
    this.#full = true;
  }

  outgoing(): void {
    while (!this.#full && this.connection.outgoingBytes > 0)
      this.#transport.write(this.connection.take(Number.POSITIVE_INFINITY));
    if (this.connection.outgoingBytes > 0 || !this.connection.takeEnd()) return;
    this.#transport.unregisterProducer();
    if (this.connection.disconnecting) this.#transport.loseConnection();
    else this.#transport.loseWriteConnection();
  }

  resumed(): void {
    this.#transport.resumeReading();
  }

  reset(): void {
    this.#transport.abortConnection();
  }

  soon(callback: () => void): void {
    this.#transport.clock.callLater(0, callback);
  }
}
