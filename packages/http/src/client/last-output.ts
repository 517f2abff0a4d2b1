import type { DelayedCall, Transport } from "@twist/core";
import { DEFAULT_RESPONSE_GAP_TIMEOUT_MS } from "./client-defaults.js";
import { phaseTimeout } from "./phase-timeout.js";

/** Watches a connection that closes, and aborts it where the server, which has said its last, takes nothing more of what is still to go out. */
export class LastOutput {
  readonly #transport: Transport;
  #unsentBytes = 0;
  #timer: DelayedCall | undefined = undefined;

  constructor(transport: Transport) {
    this.#transport = transport;
    this.#watch();
  }

  /** The connection is over. */
  stop(): void {
    this.#timer?.cancel();
  }

  #watch(): void {
    this.#unsentBytes = this.#transport.bufferedBytes;
    this.#timer = this.#transport.clock.callLater(DEFAULT_RESPONSE_GAP_TIMEOUT_MS, () => {
      if (this.#transport.bufferedBytes < this.#unsentBytes) this.#watch();
      else this.#transport.abortConnection(phaseTimeout("upload"));
    });
  }
}
