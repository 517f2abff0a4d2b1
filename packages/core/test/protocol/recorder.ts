import { Protocol } from "../../src/protocol/protocol.js";
import type { ConnectionEnd } from "../../src/transport/connection-errors.js";

/** Notes what it hears, adjacent bytes as one. */
export class Recorder extends Protocol {
  readonly heard: string[] = [];
  reason: ConnectionEnd | undefined;
  #received: Buffer[] = [];

  get received(): Buffer {
    return Buffer.concat(this.#received);
  }

  get text(): string {
    return this.received.toString("latin1");
  }

  override connectionMade(): void {
    this.heard.push("made");
  }

  override dataReceived(data: Buffer): void {
    this.#received.push(data);
    if (this.heard.at(-1) !== "data") this.heard.push("data");
  }

  override handshakeCompleted(): void {
    this.heard.push("secure");
  }

  override connectionLost(reason: ConnectionEnd): void {
    this.reason = reason;
    this.heard.push("lost");
  }
}
