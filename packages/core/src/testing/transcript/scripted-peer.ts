import { Protocol } from "../../protocol/protocol.js";

/** The side of a transcript that isn't tested: keeps what it hears and says what it is told. */
export class ScriptedPeer extends Protocol {
  #heard: Buffer[] = [];
  /** Whether the other side has closed its direction, or the connection is gone. */
  ended = false;

  override dataReceived(data: Buffer): void {
    this.#heard.push(data);
  }

  override readConnectionLost(): void {
    this.ended = true;
  }

  override connectionLost(): void {
    this.ended = true;
  }

  /** All that it has heard since the last time. */
  takeHeard(): Buffer {
    const heard = Buffer.concat(this.#heard);
    this.#heard = [];
    return heard;
  }
}
