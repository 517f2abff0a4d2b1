import { Protocol } from "../../../src/protocol/protocol.js";
import type { ConnectionEnd } from "../../../src/transport/connection-errors.js";

/** A protocol that notes what it hears, and lets a test wait for it. */
export class Recorder extends Protocol {
  readonly events: string[] = [];
  readonly chunks: Buffer[] = [];
  /** Resolves with the reason of `connectionLost`. */
  readonly lost: Promise<ConnectionEnd>;
  #resolveLost: (reason: ConnectionEnd) => void = () => undefined;
  #waiting: { readonly done: () => boolean; readonly resolve: () => void }[] = [];

  constructor() {
    super();
    this.lost = new Promise((resolve) => {
      this.#resolveLost = resolve;
    });
  }

  get text(): string {
    return Buffer.concat(this.chunks).toString("latin1");
  }

  get byteCount(): number {
    return this.chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  }

  /** Resolves once `done` is true; it is asked again with everything that this protocol hears. */
  until(done: () => boolean): Promise<void> {
    if (done()) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push({ done, resolve });
    });
  }

  /** Resolves once `text` has come. */
  receives(text: string): Promise<void> {
    return this.until(() => this.text.includes(text));
  }

  /** Resolves once `event` was heard. */
  hears(event: string): Promise<void> {
    return this.until(() => this.events.includes(event));
  }

  override connectionMade(): void {
    this.note("connectionMade");
  }

  override dataReceived(data: Buffer): void {
    this.chunks.push(data);
    this.note("dataReceived");
  }

  override handshakeCompleted(): void {
    this.note("handshakeCompleted");
  }

  override connectionLost(reason: ConnectionEnd): void {
    this.note("connectionLost");
    this.#resolveLost(reason);
  }

  protected note(event: string): void {
    this.events.push(event);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const waiter of waiting) {
      if (waiter.done()) waiter.resolve();
      else this.#waiting.push(waiter);
    }
  }
}

/** A recorder that goes on when the peer closes its direction. */
export class HalfCloseRecorder extends Recorder {
  override readConnectionLost(): void {
    this.note("readConnectionLost");
  }
}
