import { HTTPError } from "../wire/http-error.js";
import type { BodyReceiver, RequestBody } from "./request-body.js";

/** Gathers a body into one Buffer, and stops at the limit. */
export class BodyGatherer implements BodyReceiver {
  readonly result: Promise<Buffer>;
  readonly #maxBytes: number;
  readonly #body: RequestBody;
  #chunks: Buffer[] = [];
  #length = 0;
  #resolve!: (bytes: Buffer) => void;
  #reject!: (error: Error) => void;

  /** @throws {TypeError} where the body has a reader already. */
  constructor(body: RequestBody, maxBytes: number) {
    this.#body = body;
    this.#maxBytes = maxBytes;
    this.result = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    if ((body.announcedBytes ?? 0) > maxBytes) this.#refuse();
    else body.deliverTo(this);
  }

  bodyData(chunk: Buffer): void {
    this.#length += chunk.length;
    if (this.#length > this.#maxBytes) this.#refuse();
    else this.#chunks.push(chunk);
  }

  bodyEnd(): void {
    const [first] = this.#chunks;
    this.#resolve(this.#chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.#chunks));
  }

  bodyFailed(error: Error): void {
    this.#reject(error);
  }

  #refuse(): void {
    const error = new HTTPError("the body is over the limit", { code: "BODY_TOO_LARGE", statusCode: 413 });
    this.#chunks = [];
    this.#body.refuse(error);
    this.#reject(error);
  }
}
