/**
 * What every stream transport has in common, whatever carries its bytes: one protocol, a life that ends exactly once,
 * producers that are paused and resumed, and a wall around the protocol's exceptions. A subclass knows the wire.
 */

import type { ReactorTime } from "../deferred/reactor-time.js";
import { connectionClosed, connectionOpened } from "../logging/diagnostics.js";
import { Logger } from "../logging/logger.js";
import { formatAddress, type Address } from "./address.js";
import { ConnectionAborted, type ConnectionEnd } from "./connection-errors.js";
import type { ConnectionSet } from "./connection-set.js";
import type { PullProducer, PullProducerOptions, PushProducer, PushProducerOptions, TextEncoding } from "./producer.js";
import { ProducerLink } from "./producer-link.js";
import type { StartTLSOptions, TLSInfo } from "./tls-options.js";
import type { StreamProtocol, Transport } from "./transport.js";

const log = new Logger("twist.core.connection");

export abstract class Connection implements Transport {
  readonly clock: ReactorTime;
  connected = false;
  disconnecting = false;
  /** Who hears from this connection. */
  protected protocol: StreamProtocol | undefined = undefined;
  #writeEnded = false;
  #producer: ProducerLink | undefined = undefined;
  #openConnections: ConnectionSet | undefined = undefined;

  constructor(clock: ReactorTime) {
    this.clock = clock;
  }

  abstract readonly peer: Address;
  abstract readonly host: Address;
  abstract readonly secure: TLSInfo | undefined;
  abstract readonly bufferedBytes: number;

  abstract pauseReading(): void;
  abstract resumeReading(): void;
  abstract startTLS(options: StartTLSOptions, leftover?: Uint8Array): void;

  /** Puts `data` on the wire's queue. @returns false where the queue is above its high-water mark; `drained` is due then. */
  protected abstract send(data: Uint8Array | string, encoding: TextEncoding): boolean;
  /** Closes the wire in good order after the queue has gone out, then calls `ended`. */
  protected abstract close(): void;
  /** Closes our direction after the queue has gone out. */
  protected abstract closeWrite(): void;
  /** Drops the wire now, then calls `ended` with `reason`, not before this call has returned. */
  protected abstract abort(reason: ConnectionEnd): void;

  /**
   * Ties `protocol` to this wire and tells it so. Called once, by whoever made the wire.
   * @param openConnections The port's, if a port accepted it: this connection is in there until it ends.
   */
  start(protocol: StreamProtocol, openConnections?: ConnectionSet): void {
    this.connected = true;
    this.#openConnections = openConnections;
    openConnections?.add(this);
    this.protocol = protocol;
    connectionOpened(this);
    this.#callProtocol("connectionMade", () => {
      protocol.makeConnection(this);
    });
  }

  write(data: Uint8Array | string, encoding: TextEncoding = "utf8"): boolean {
    if (!this.#mayWrite) return false;
    const more = this.send(data, encoding);
    if (this.#producer !== undefined) this.#producer.written(more);
    return more;
  }

  writeSequence(chunks: readonly (Uint8Array | string)[]): boolean {
    let more = true;
    for (const chunk of chunks) more = this.write(chunk);
    return more;
  }

  get #mayWrite(): boolean {
    return this.connected && !this.#writeEnded && (!this.disconnecting || this.#producer !== undefined);
  }

  loseConnection(): void {
    if (!this.connected || this.disconnecting) return;
    this.disconnecting = true;
    if (this.#producer === undefined) this.close();
  }

  loseWriteConnection(): void {
    if (!this.connected || this.#writeEnded) return;
    this.#writeEnded = true;
    this.closeWrite();
  }

  abortConnection(reason?: Error): void {
    if (!this.connected) return;
    this.disconnecting = true;
    this.abort(new ConnectionAborted(undefined, { cause: reason }));
  }

  switchProtocol(next: StreamProtocol, leftover?: Buffer): void {
    if (!this.connected) return;
    this.protocol = next;
    this.#callProtocol("connectionMade", () => {
      next.makeConnection(this);
    });
    if (leftover !== undefined && leftover.length > 0) this.received(leftover);
  }

  /** The server is stopping: lets the protocol come to an end, or closes. */
  finishConnection(): void {
    const protocol = this.protocol;
    if (!this.connected) return;
    if (protocol?.finishConnection === undefined) this.loseConnection();
    else this.#callProtocol("finishConnection", () => protocol.finishConnection?.());
  }

  registerProducer(producer: PushProducer, options: PushProducerOptions): void;
  registerProducer(producer: PullProducer, options: PullProducerOptions): void;
  registerProducer(producer: PushProducer | PullProducer, options: { readonly streaming: boolean }): void {
    if (this.#producer !== undefined) {
      throw new TypeError("This transport has a producer already. Call unregisterProducer() first.");
    }
    if (!this.connected) {
      producer.stopProducing();
      return;
    }
    this.#producer = new ProducerLink(producer, options.streaming);
    this.#producer.begin();
  }

  unregisterProducer(): void {
    if (this.#producer === undefined) return;
    this.#producer.end();
    this.#producer = undefined;
    if (this.connected && this.disconnecting) this.close();
  }

  /** For the subclass: bytes came. */
  protected received(data: Buffer): void {
    try {
      this.protocol?.dataReceived(data);
    } catch (error) {
      this.#protocolFailed("dataReceived", error);
    }
  }

  /** For the subclass: there is room in the queue again. */
  protected drained(): void {
    this.#producer?.drained();
  }

  /** For the subclass: the peer closed its direction. */
  protected readEnded(): void {
    const protocol = this.protocol;
    if (protocol?.readConnectionLost === undefined) {
      this.loseConnection();
      return;
    }
    this.#callProtocol("readConnectionLost", () => protocol.readConnectionLost?.());
  }

  /** For the subclass: a TLS handshake is completed. */
  protected handshakeDone(): void {
    const protocol = this.protocol;
    if (protocol?.handshakeCompleted === undefined) return;
    this.#callProtocol("handshakeCompleted", () => protocol.handshakeCompleted?.());
  }

  /** For the subclass: the wire is gone. Whatever is called how often, the protocol hears it once. */
  protected ended(reason: ConnectionEnd): void {
    if (!this.connected) return;
    this.connected = false;
    this.disconnecting = true;
    const producer = this.#producer;
    this.#producer = undefined;
    if (producer !== undefined) this.#callProtocol("stopProducing", () => { producer.stop(); });
    const protocol = this.protocol;
    this.protocol = undefined;
    this.#callProtocol("connectionLost", () => protocol?.connectionLost(reason));
    this.#openConnections?.delete(this);
    connectionClosed(this, reason);
  }

  #callProtocol(method: string, call: () => void): void {
    try {
      call();
    } catch (error) {
      this.#protocolFailed(method, error);
    }
  }

  #protocolFailed(method: string, error: unknown): void {
    log.error(`The protocol threw out of ${method}; its connection is aborted`, {
      peer: formatAddress(this.peer),
      error,
    });
    this.abortConnection(error instanceof Error ? error : new Error("The protocol threw something that is no Error.", { cause: error }));
  }
}
