import type { StreamProtocol, Transport } from "@twist/core";
import type { SwitchedConnection } from "./client-response.js";
import { HTTPClientError } from "./http-client-error.js";

/** The wire of a connection that has switched protocols, and what has come on it since, until somebody takes it. */
export class SwitchedWire implements SwitchedConnection {
  #transport: Transport | undefined;
  #leftover: Buffer;

  constructor(transport: Transport, leftover: Buffer) {
    this.#transport = transport;
    this.#leftover = leftover;
    // What comes from now on is for a protocol that isn't there yet.
    transport.pauseReading();
  }

  get leftoverBytes(): number {
    return this.#leftover.length;
  }

  /** More has come, which was on its way before reading was paused. */
  hold(data: Buffer): void {
    this.#leftover = this.#leftover.length === 0 ? data : Buffer.concat([this.#leftover, data]);
  }

  switchProtocol(next: StreamProtocol): void {
    const transport = this.#transport;
    if (transport === undefined) throw new TypeError("another protocol has this connection");
    if (!transport.connected) {
      throw new HTTPClientError("the connection was lost before a protocol took it", { code: "CONNECTION_CLOSED" });
    }
    this.#transport = undefined;
    transport.switchProtocol(next, this.#leftover);
    transport.resumeReading();
  }
}
