/**
 * What every stream transport has in common, whatever carries its bytes: one protocol, a life that ends exactly once,
 * producers that are paused and resumed, and a wall around the protocol's exceptions. A subclass knows the wire.
 */

import type { ReactorTime } from "../deferred/reactor-time.js";
import { connectionClosed, connectionOpened } from "../logging/diagnostics.js";
import { Logger } from "../logging/logger.js";
import { formatAddress, type Address } from "./address.js";
import { ConnectionAborted, type ConnectionEnd } from "./connection-errors.js";
import type { ConnectionOwner } from "./connection-set.js";
import type { PullProducer, PullProducerOptions, PushProducer, PushProducerOptions, TextEncoding } from "./producer.js";
import { ProducerLink } from "./producer-link.js";
import type { StartTLSOptions, TLSInfo } from "./tls-options.js";
import type { LoseConnectionOptions, StreamProtocol, Transport } from "./transport.js";

const log = new Logger("twist.core.connection");

export abstract class Connection implements Transport {
  readonly clock: ReactorTime;
  connected = false;
  disconnecting = false;
  /** Who hears from this connection. */
  protected protocol: StreamProtocol | undefined = undefined;
  /** Whether a `write` reaches the wire. The one test on the way of every write. */
  #writable = false;
  #producer: ProducerLink | undefined = undefined;
  #owner: ConnectionOwner | undefined = undefined;

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
  /** The peer sends nothing more: a wire that waits for its end of stream need not. */
  protected peerIsDone(): void {
    // Most wires can't lose what they have sent.
  }
  /** Drops the wire now, then calls `ended` with `reason`, not before this call has returned. */
  protected abstract abort(reason: ConnectionEnd): void;

  /**
   * Ties `protocol` to this wire and tells it so. Called once, by whoever made the wire.
   * @param owner Who keeps count of it, most often the set of the port that accepted it: told now, and again when it ends.
   */
  start(protocol: StreamProtocol, owner?: ConnectionOwner): void {
    this.#owner = owner;
    owner?.add(this);
    this.connected = true;
    this.#writable = true;
    connectionOpened(this);
    this.#give(protocol);
  }

  write(data: Uint8Array | string, encoding: TextEncoding = "utf8"): boolean {
    if (!this.#writable) return false;
    const more = this.send(data, encoding);
    if (this.#producer !== undefined) this.#written(this.#producer, more);
    return more;
  }

  writeSequence(chunks: readonly (Uint8Array | string)[]): boolean {
    if (!this.#writable) return false;
    let more = true;
    for (const chunk of chunks) more = this.send(chunk, "utf8");
    if (this.#producer !== undefined) this.#written(this.#producer, more);
    return more;
  }

  loseConnection(options?: LoseConnectionOptions): void {
    if (!this.connected || this.disconnecting) return;
    this.disconnecting = true;
    if (options?.peerIsDone === true) this.peerIsDone();
    if (this.#producer === undefined) this.#close();
  }

  loseWriteConnection(): void {
    if (!this.#writable) return;
    if (this.#producer === undefined) this.#close();
    else this.#producer.isLast = true;
  }

  abortConnection(reason?: Error): void {
    if (!this.connected) return;
    this.disconnecting = true;
    this.#writable = false;
    this.abort(new ConnectionAborted(undefined, { cause: reason }));
  }

  /** The server is stopping: lets the protocol come to an end, or closes. */
  finishConnection(): void {
    const { protocol } = this;
    if (!this.connected || this.disconnecting) return;
    if (protocol?.finishConnection === undefined) {
      this.loseConnection();
      return;
    }
    try {
      protocol.finishConnection();
    } catch (error) {
      this.#failed("finishConnection", error);
    }
  }

  switchProtocol(next: StreamProtocol, leftover?: Buffer): void {
    if (!this.connected) return;
    this.#give(next);
    if (leftover !== undefined && leftover.length > 0) this.received(leftover);
  }

  registerProducer(producer: PushProducer, options: PushProducerOptions): void;
  registerProducer(producer: PullProducer, options: PullProducerOptions): void;
  registerProducer(producer: PushProducer | PullProducer, options: { readonly streaming: boolean }): void {
    if (this.#producer !== undefined) {
      throw new TypeError("This transport has a producer already. Call unregisterProducer() first.");
    }
    if (!this.#writable) {
      producer.stopProducing();
      return;
    }
    this.#producer = new ProducerLink(producer, options.streaming);
    this.#producer.begin();
  }

  unregisterProducer(): void {
    const producer = this.#producer;
    if (producer === undefined) return;
    producer.end();
    this.#producer = undefined;
    if (this.#writable && (this.disconnecting || producer.isLast)) this.#close();
  }

  /** For the subclass: bytes came. Once this side has let go of the connection its protocol hears only how it ended. */
  protected received(data: Buffer): void {
    if (this.disconnecting) return;
    try {
      this.protocol?.dataReceived(data);
    } catch (error) {
      this.#failed("dataReceived", error);
    }
  }

  /** For the subclass: there is room in the queue again. */
  protected drained(): void {
    if (this.#producer === undefined) return;
    try {
      this.#producer.drained();
    } catch (error) {
      this.#failed("resumeProducing", error);
    }
  }

  /** For the subclass: the peer closed its direction. */
  protected readEnded(): void {
    if (!this.connected || this.disconnecting) return;
    const protocol = this.protocol;
    if (protocol?.readConnectionLost === undefined) {
      this.loseConnection();
      return;
    }
    try {
      protocol.readConnectionLost();
    } catch (error) {
      this.#failed("readConnectionLost", error);
    }
  }

  /** For the subclass: a TLS handshake on the live connection is completed. */
  protected handshakeDone(): void {
    if (!this.connected || this.disconnecting) return;
    try {
      this.protocol?.handshakeCompleted?.();
    } catch (error) {
      this.#failed("handshakeCompleted", error);
    }
  }

  /** For the subclass: the wire is gone. Whatever is called how often, the protocol hears it once. */
  protected ended(reason: ConnectionEnd): void {
    if (!this.connected) return;
    this.connected = false;
    this.disconnecting = true;
    this.#writable = false;
    const { protocol } = this;
    const producer = this.#producer;
    const owner = this.#owner;
    this.#producer = undefined;
    this.#owner = undefined;
    this.protocol = undefined;
    try {
      producer?.stop();
    } catch (error) {
      this.#failed("stopProducing", error);
    }
    try {
      protocol?.connectionLost(reason);
    } catch (error) {
      this.#failed("connectionLost", error);
    }
    owner?.delete(this);
    connectionClosed(this, reason);
  }

  #give(protocol: StreamProtocol): void {
    this.protocol = protocol;
    try {
      protocol.makeConnection(this);
    } catch (error) {
      this.#failed("connectionMade", error);
    }
  }

  /** Nothing more is to be written: lets the wire close, or our direction of it. */
  #close(): void {
    this.#writable = false;
    if (this.disconnecting) this.close();
    else this.closeWrite();
  }

  #written(producer: ProducerLink, more: boolean): void {
    try {
      producer.written(more);
    } catch (error) {
      this.#failed(more ? "resumeProducing" : "pauseProducing", error);
    }
  }

  #failed(method: string, error: unknown): void {
    log.error(`An exception came out of ${method}; the connection is aborted`, {
      peer: formatAddress(this.peer),
      error,
    });
    this.abortConnection(
      error instanceof Error ? error : new Error("The protocol threw something that is no Error.", { cause: error }),
    );
  }
}
