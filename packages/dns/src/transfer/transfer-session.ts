import { type DelayedCall, reactor as nodeReactor } from "@twist/core";
import { assertLimit } from "@twist/core/wire";
import { DNSExchangeError } from "../exchange/dns-exchange-error.js";
import type { Message } from "../wire/message.js";
import { receiveTransfer, type TransferredRecord } from "./receive-transfer.js";
import { transferClientLimits, type TransferClientLimits } from "./transfer-client-limits.js";
import type { TransferOptions } from "./transfer-options.js";
import type { TransferSequence } from "./transfer-sequence.js";
import { openSource, type OpenSource } from "./transfer-source.js";

/** The longest that a transfer takes unless the caller says otherwise. */
const defaultTransferTimeoutMs = 1_800_000;

/** One transfer's server, limits and deadline, from asking to the end. */
export class TransferSession implements Disposable {
  readonly #options: TransferOptions;
  readonly #limits: TransferClientLimits;
  readonly #source: OpenSource;
  readonly #timer = new AbortController();
  readonly #call: DelayedCall;

  /** @throws {TypeError} @throws {RangeError} for an address or limit that is none. */
  constructor(options: TransferOptions) {
    const { reactor = nodeReactor, timeoutMs = defaultTransferTimeoutMs, server } = options;
    assertLimit("timeoutMs", timeoutMs);
    this.#options = options;
    this.#limits = transferClientLimits(options.limits);
    this.#source = openSource(server, reactor);
    this.#call = reactor.callLater(timeoutMs, () => {
      const { name } = this.#source.upstream;
      this.#timer.abort(
        new DNSExchangeError("TIMEOUT", `the transfer from ${name} took longer than ${String(timeoutMs)} ms`),
      );
    });
  }

  /** The records of the answer, those of one message at a time. */
  receive(query: Message, sequence: TransferSequence): AsyncIterable<readonly TransferredRecord[]> {
    const { key, signal } = this.#options;
    return receiveTransfer(query, sequence, {
      upstream: this.#source.upstream,
      key,
      limits: this.#limits,
      signal: signal === undefined ? this.#timer.signal : AbortSignal.any([signal, this.#timer.signal]),
    });
  }

  [Symbol.dispose](): void {
    this.#call.cancel();
    this.#source.close();
  }
}
