import type { PullProducer, PullProducerOptions } from "@twist/core";

/** Where the body goes: an `HTTPResponse`. */
interface BytesConsumer {
  registerProducer(producer: PullProducer, options: PullProducerOptions): void;
  write(bytes: Uint8Array): boolean;
  end(): void;
}

const SLICE_BYTES = 256 * 1024;

/** Sends a large body that is in memory already, slice by slice as the client takes it. */
export class BytesProducer implements PullProducer {
  readonly #bytes: Uint8Array;
  readonly #response: BytesConsumer;
  #sent = 0;

  constructor(bytes: Uint8Array, response: BytesConsumer) {
    this.#bytes = bytes;
    this.#response = response;
  }

  start(): void {
    this.#response.registerProducer(this, { streaming: false });
  }

  resumeProducing(): void {
    const end = Math.min(this.#sent + SLICE_BYTES, this.#bytes.length);
    const slice = this.#bytes.subarray(this.#sent, end);
    this.#sent = end;
    this.#response.write(slice);
    if (end === this.#bytes.length) this.#response.end();
  }

  stopProducing(): void {
    // Holds nothing but the bytes.
  }
}
