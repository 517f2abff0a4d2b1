import { HTTPError } from "../wire/http-error.js";
import type { BodyReceiver } from "./body-receiver.js";

/** The body to gather: a `RequestBody`. */
interface GatheredBody {
  readonly announcedBytes: number | undefined;
  deliverTo(receiver: BodyReceiver): void;
  refuse(error: HTTPError): void;
}

/** Gathers a body into one Buffer, and stops at the limit. */
export class BodyGatherer implements BodyReceiver {
  readonly result: Promise<Buffer>;
  readonly #maxBytes: number;
  readonly #body: GatheredBody;
  #chunks: Buffer[] = [];
  #length = 0;
  #resolve!: (bytes: Buffer) => void;
  #reject!: (error: Error) => void;

  /** @throws {TypeError} where the body has a reader already. */
  constructor(body: GatheredBody, maxBytes: number) {
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
