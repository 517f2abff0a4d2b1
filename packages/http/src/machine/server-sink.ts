import type { Headers } from "../wire/headers.js";
import type { HTTPError } from "../wire/http-error.js";
import type { RequestHead } from "./request-head.js";
import type { ResponseWriter } from "./response-writer.js";

/**
 * What a server's machine calls as it reads. For each request: `requestHead`, then `bodyData` any number of times, `trailers` at most once,
 * `requestEnd`; the next request's calls come after that. Answers may come at any time, in any order, through the `ResponseWriter`.
 */
export interface ServerSink {
  /** A request has come. `response` is where its answer goes. */
  requestHead(head: RequestHead, response: ResponseWriter): void;
  /** Content of the request whose head came last. The bytes share memory with what was received. */
  bodyData(chunk: Buffer): void;
  /** The trailer section of the request whose head came last. Forbidden fields have been refused. */
  trailers(trailers: Headers): void;
  /** The request whose head came last is complete. */
  requestEnd(): void;
  /**
   * The peer broke the protocol; nothing more will be read. `response` takes the error's answer (`error.statusCode`), in its place in
   * the order; it is `undefined` where the request that broke has been answered already, at least in part.
   */
  protocolError(error: HTTPError, response: ResponseWriter | undefined): void;
  /** This response was promised and won't be sent any more: the connection ends before its turn. What is written to it is dropped. */
  responseDropped(response: ResponseWriter): void;
  /** Too much waits to be answered, or an upgrade is being decided: receive no more until `resumeReading`. What is received all the same is held. */
  pauseReading(): void;
  /** Receive again. */
  resumeReading(): void;
  /** `response` has switched protocols: after the output is drained the connection is another protocol's, which begins with `leftover`. */
  upgraded(response: ResponseWriter, leftover: Buffer): void;
  /** Nothing more will be read or written: close once the output is drained. */
  connectionEnded(): void;
}
