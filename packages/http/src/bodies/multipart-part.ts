import type { Headers } from "../wire/headers.js";
import type { MediaType } from "./media-type.js";

/** Where the content of a part comes from. */
export interface PartSource {
  /** The next piece of `part`'s content; `undefined` at its end. */
  readPart(part: MultipartPart): Promise<Buffer | undefined>;
}

/** What the head of a part says. */
export interface PartInfo {
  readonly headers: Headers;
  /** The name of the form's field. */
  readonly name: string;
  /** The name of the file, without any path; `undefined` for a field that isn't a file. It is a stranger's: don't use it as a path. */
  readonly filename: string | undefined;
  /** The type that the client gives it. @default `text/plain` (RFC 7578 §4.4) */
  readonly type: MediaType;
}

/**
 * One field of a multipart form. Its content is read from the connection as it is asked for, and can be had once, until the next part is asked for; what is
 * not read by then is skipped.
 */
export class MultipartPart implements PartInfo, AsyncIterable<Buffer> {
  readonly headers: Headers;
  readonly name: string;
  readonly filename: string | undefined;
  readonly type: MediaType;
  readonly #source: PartSource;

  constructor(info: PartInfo, source: PartSource) {
    this.headers = info.headers;
    this.name = info.name;
    this.filename = info.filename;
    this.type = info.type;
    this.#source = source;
  }

  /** All of the content; its size is bounded by the limits of `readMultipart`. */
  async bytes(): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of this) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  /** All of the content, as UTF-8 text. */
  async text(): Promise<string> {
    return (await this.bytes()).toString("utf8");
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void, void> {
    for (;;) {
      const chunk = await this.#source.readPart(this);
      if (chunk === undefined) return;
      yield chunk;
    }
  }
}
