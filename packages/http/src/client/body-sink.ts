import type { Headers } from "../wire/headers.js";

/** Where the content of a response goes. After `bodyEnd` or `bodyFailed` nothing more is called. */
export interface BodySink {
  /** Content, never empty. */
  bodyChunk(chunk: Buffer): void;
  /** All of it has come. */
  bodyEnd(trailers: Headers | undefined): void;
  /** There won't be more: the connection broke, a time-out or an abort. */
  bodyFailed(error: unknown): void;
}
