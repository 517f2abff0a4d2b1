import type { Headers } from "../wire/headers.js";

/** Who takes a body piece by piece. */
export interface BodyReceiver {
  /** `chunk` is the receiver's to keep. */
  bodyData(chunk: Buffer): void;
  /** The body is complete. */
  bodyEnd(trailers: Headers | undefined): void;
  /** The rest will never come: the client has gone, or broke HTTP, or the request was answered before its body was read. */
  bodyFailed(error: Error): void;
}
