import { Logger } from "../logging/logger.js";
import { formatAddress } from "../transport/address.js";
import type { PushProducer } from "../transport/producer.js";
import type { StartTLSOptions } from "../transport/tls-options.js";
import type { StreamProtocol } from "../transport/transport.js";
import type { Framer } from "../wire/framer.js";
import { Protocol } from "./protocol.js";

const log = new Logger("twist.core.protocol");

/**
 * What the protocols that cut their stream into items have in common: a framer, made when the first byte comes, so that an idle
 * connection has none; pausing that holds both the framer and the wire; and handing the wire on without losing a byte. `LineReceiver`,
 * `NetstringReceiver` and the `Int…StringReceiver`s are built on it, and so may a protocol be with a framer of its own.
 *
 * As a push producer it can feed a consumer: `consumer.registerProducer(protocol, { streaming: true })`.
 */
export abstract class FramedProtocol<F extends Framer> extends Protocol implements PushProducer {
  #framer: F | undefined = undefined;

  /** Makes the framer. Called once, at the first need; it should ask `receiving` before each item that it gives out. */
  protected abstract makeFramer(): F;

  protected get framer(): F {
    return (this.#framer ??= this.makeFramer());
  }

  /** Whether what comes is still given out: no longer once the connection is lost, or is being lost by this side. */
  get receiving(): boolean {
    return this.transport.connected && !this.transport.disconnecting;
  }

  override dataReceived(data: Buffer): void {
    this.framer.receive(data);
  }

  /** Gives out nothing more, from the next item on, and reads nothing more, until `resumeProducing`. */
  pauseProducing(): void {
    this.framer.pause();
    this.transport.pauseReading();
  }

  /** Takes `pauseProducing` back: what waits is given out first. An exception of what it is given to aborts the connection. */
  resumeProducing(): void {
    try {
      this.framer.resume();
    } catch (error) {
      log.error("An exception came out of a protocol that was resumed; the connection is aborted", {
        peer: formatAddress(this.transport.peer),
        error,
      });
      this.transport.abortConnection(
        error instanceof Error ? error : new Error("The protocol threw something that is no Error.", { cause: error }),
      );
      return;
    }
    if (!this.framer.paused) this.transport.resumeReading();
  }

  /** The consumer that this protocol feeds is gone. */
  stopProducing(): void {
    this.transport.loseConnection();
  }

  /**
   * Turns the wire into TLS: the one STARTTLS switch. What the peer has pipelined behind the command that led here came in clear,
   * so it must not be taken for a part of the secured conversation: the connection is aborted then (CVE-2011-0411).
   * @throws {TypeError} where the transport cannot do TLS.
   */
  startTLS(options: StartTLSOptions): void {
    this.transport.startTLS(options, this.#framer?.takeRemaining());
  }

  /** Hands the wire to `next`, and with it every byte that was received and not given out. This protocol hears no more. */
  switchProtocol(next: StreamProtocol): void {
    const framer = this.#framer;
    // First of all, so that a wire that delivers at once still delivers to the framer.
    if (framer?.paused === true) this.transport.resumeReading();
    const leftover = framer?.takeRemaining();
    framer?.stop();
    this.transport.switchProtocol(next, leftover);
  }
}
