import { type ConnectionEnd, Protocol, type PushProducer, type Transport } from "@twist/core";

/** What one end of a tunnel needs of the tunnel. */
export interface TunnelWatcher {
  /** This end has its wire. */
  endReady(end: TunnelEnd): void;
  /** Bytes pass. */
  passing(): void;
  /** This end's wire is gone. */
  endLost(end: TunnelEnd, reason: ConnectionEnd): void;
}

/**
 * One end of a tunnel: what it receives, the other end sends. Each end is the producer of the other one's wire, so that whoever reads slowly slows down whoever
 * writes. A direction that is closed is closed on the other side too; the other direction stays open.
 */
export class TunnelEnd extends Protocol implements PushProducer {
  readonly #watcher: TunnelWatcher;
  #other: TunnelEnd | undefined;
  /** What came before there was another end. */
  #held: Buffer[] = [];
  #open = false;
  #readEnded = false;

  constructor(watcher: TunnelWatcher) {
    super();
    this.#watcher = watcher;
  }

  /** Whether it has a wire. */
  get open(): boolean {
    return this.#open;
  }

  override connectionMade(): void {
    this.#open = true;
    // Until there is somewhere to send it, nothing is read.
    this.transport.pauseReading();
    this.#watcher.endReady(this);
  }

  /** Begins: what this end has received and will receive goes to `other`. Both have their wires. */
  join(other: TunnelEnd): void {
    this.#other = other;
    other.transport.registerProducer(this, { streaming: true });
    this.transport.resumeReading();
    for (const data of this.#held.splice(0)) this.#pass(data, other);
    if (this.#readEnded) this.#closeOther(other.transport);
  }

  override dataReceived(data: Buffer): void {
    if (this.#other === undefined) {
      this.#held.push(data);
      return;
    }
    this.#watcher.passing();
    this.#pass(data, this.#other);
  }

  override readConnectionLost(): void {
    this.#readEnded = true;
    if (this.#other?.open === true) this.#closeOther(this.#other.transport);
  }

  override connectionLost(reason: ConnectionEnd): void {
    this.#open = false;
    this.#watcher.endLost(this, reason);
  }

  /** Closes it: in good order, after what waits has gone out. */
  close(): void {
    if (!this.#open) return;
    this.transport.unregisterProducer();
    this.transport.loseConnection();
  }

  /** Breaks it off. */
  abort(reason: Error): void {
    if (this.#open) this.transport.abortConnection(reason);
  }

  /** The other end has enough to send for now. */
  pauseProducing(): void {
    if (this.#open) this.transport.pauseReading();
  }

  /** The other end has sent some of it. */
  resumeProducing(): void {
    this.#watcher.passing();
    if (this.#open) this.transport.resumeReading();
  }

  stopProducing(): void {
    // The tunnel hears of it when that wire is gone.
  }

  #pass(data: Buffer, other: TunnelEnd): void {
    // Whoever hands a wire over lets it read on, also where we have paused it meanwhile.
    if (!other.transport.write(data)) this.transport.pauseReading();
  }

  #closeOther(transport: Transport): void {
    transport.unregisterProducer();
    transport.loseWriteConnection();
  }
}
