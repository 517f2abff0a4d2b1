import type { HTTPRequest } from "../server/http-request.js";
import { HTTPError } from "../wire/http-error.js";
import { malformed, refuseBody } from "./refuse-body.js";
import { MultipartDecoder, type MultipartEvent } from "./multipart-decoder.js";
import type { MultipartLimits } from "./multipart-limits.js";
import { MultipartPart, type PartSource } from "./multipart-part.js";
import { partInfo } from "./part-info.js";

/** Reads the parts of a request's body, one after the other, and no faster than it is asked to. */
export class MultipartReader implements PartSource {
  readonly #request: HTTPRequest;
  readonly #limits: MultipartLimits;
  readonly #decoder: MultipartDecoder;
  readonly #chunks: AsyncIterator<Buffer>;
  #current: MultipartPart | undefined = undefined;
  #partBytes = 0;
  #fields = 0;
  #files = 0;

  constructor(request: HTTPRequest, boundary: string, limits: MultipartLimits) {
    this.#request = request;
    this.#limits = limits;
    this.#decoder = new MultipartDecoder(boundary, limits.maxPartHeaderBytes);
    this.#chunks = request.body[Symbol.asyncIterator]();
  }

  /** The next part; `undefined` at the end. What has not been read of the last one is skipped. */
  async nextPart(): Promise<MultipartPart | undefined> {
    while (this.#current !== undefined) await this.readPart(this.#current);
    const event = await this.#nextEvent();
    if (event.kind !== "head") {
      // Nobody is interested in what may follow.
      this.#request.body.discard();
      return undefined;
    }
    const info = partInfo(event.headers);
    if (info === undefined) throw malformed(this.#request, "a part of the form doesn't say which field it is");
    if (info.filename === undefined ? ++this.#fields > this.#limits.maxFields : ++this.#files > this.#limits.maxFiles)
      throw this.#overLimit("the form has too many fields or files");
    this.#partBytes = 0;
    return (this.#current = new MultipartPart(info, this));
  }

  async readPart(part: MultipartPart): Promise<Buffer | undefined> {
    if (this.#current !== part) return undefined;
    const event = await this.#nextEvent();
    if (event.kind !== "data") {
      this.#current = undefined;
      return undefined;
    }
    this.#partBytes += event.data.length;
    const { maxFieldBytes, maxFileBytes } = this.#limits;
    if (this.#partBytes > (part.filename === undefined ? maxFieldBytes : maxFileBytes))
      throw this.#overLimit("a field or file of the form is too large");
    return event.data;
  }

  /** Nobody asks for more. */
  discard(): void {
    if (!this.#request.body.ended) this.#request.body.discard();
  }

  async #nextEvent(): Promise<MultipartEvent> {
    try {
      for (;;) {
        const event = this.#decoder.next();
        if (event !== undefined) return event;
        const chunk = await this.#chunks.next();
        if (chunk.done === true) {
          this.#decoder.endOfInput();
          throw new TypeError("this form has been read to its end");
        }
        this.#decoder.push(chunk.value);
      }
    } catch (error) {
      if (error instanceof HTTPError) this.#request.body.refuse(error);
      throw error;
    }
  }

  #overLimit(message: string): HTTPError {
    return refuseBody(this.#request, message, { code: "BODY_TOO_LARGE", statusCode: 413 });
  }
}
