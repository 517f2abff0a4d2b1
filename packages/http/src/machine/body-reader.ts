import { type BodyFraming, CHUNKED, UNTIL_CLOSE } from "../wire/body-framing.js";
import { ChunkedDecoder } from "../wire/chunked-decoder.js";
import { HTTPError } from "../wire/http-error.js";
import type { HTTPLimits } from "../wire/http-limits.js";
import type { Headers } from "../wire/headers.js";

/**
 * Reads one body of any framing. Like `ChunkedDecoder`, each `read` stops after a run of content, left in `dataStart` and `dataEnd`.
 */
export class BodyReader {
  dataStart = 0;
  dataEnd = 0;
  readonly #limits: HTTPLimits;
  readonly #chunked: ChunkedDecoder | undefined;
  /** Content that has yet to come; `Infinity` until the connection closes. */
  #remaining: number;
  readonly #untilClose: boolean;
  #taken = 0;

  /** @throws {HTTPError} 413 where the announced length is over `maxBodyBytes`. */
  constructor(framing: BodyFraming, limits: HTTPLimits) {
    if (framing > limits.maxBodyBytes) throw bodyTooLarge();
    this.#limits = limits;
    this.#untilClose = framing === UNTIL_CLOSE;
    this.#remaining = framing < 0 ? Number.POSITIVE_INFINITY : framing;
    this.#chunked = framing === CHUNKED ? new ChunkedDecoder(limits) : undefined;
  }

  /** Whether the body has ended. */
  get done(): boolean {
    return this.#chunked === undefined ? this.#remaining === 0 : this.#chunked.done;
  }

  /** The trailer section, once `done`; `undefined` where there was none. */
  get trailers(): Headers | undefined {
    return this.#chunked?.trailers;
  }

  /**
   * Reads on from `at`.
   * @returns the index after what was read.
   * @throws {HTTPError}
   */
  read(bytes: Buffer, at: number): number {
    const chunked = this.#chunked;
    if (chunked !== undefined) {
      const next = chunked.read(bytes, at);
      this.dataStart = chunked.dataStart;
      this.dataEnd = chunked.dataEnd;
      return next;
    }
    const end = Math.min(bytes.length, at + this.#remaining);
    this.#remaining -= end - at;
    this.#taken += end - at;
    if (this.#taken > this.#limits.maxBodyBytes) throw bodyTooLarge();
    this.dataStart = at;
    this.dataEnd = end;
    return end;
  }

  /**
   * The connection has ended.
   * @throws {HTTPError} where the body had not, and isn't one that ends so (RFC 9112 §8).
   */
  endOfInput(): void {
    if (this.#untilClose) this.#remaining = 0;
    if (!this.done) throw new HTTPError("the connection ended inside a body", { code: "INCOMPLETE_MESSAGE" });
  }
}

function bodyTooLarge(): HTTPError {
  return new HTTPError("the body is over the limit", { code: "BODY_TOO_LARGE", statusCode: 413 });
}
