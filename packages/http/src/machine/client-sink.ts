import type { Headers } from "../wire/headers.js";
import type { HTTPError } from "../wire/http-error.js";
import type { ResponseHead } from "./response-head.js";

/**
 * What a client's machine calls as it reads. For each request: `interimHead` any number of times, `responseHead`, `bodyData` any number of
 * times, `trailers` at most once, `responseEnd`.
 */
export interface ClientSink {
  /** An interim response: 100 (send the body now), 102, 103. */
  interimHead(head: ResponseHead): void;
  /** The response. It may come before the request has been sent to its end. */
  responseHead(head: ResponseHead): void;
  /** Content of the response. The bytes share memory with what was received. */
  bodyData(chunk: Buffer): void;
  /** The trailer section. Forbidden fields have been refused. */
  trailers(trailers: Headers): void;
  /** The response is complete. `machine.state` says whether another request may be sent: `idle`, or `closed`. */
  responseEnd(): void;
  /** The server switched protocols (101, or 2xx to CONNECT): the connection is another protocol's, which begins with `leftover`. */
  upgraded(head: ResponseHead, leftover: Buffer): void;
  /** The peer broke the protocol, sent what nobody asked for, or ended the connection too early. The connection can't be used again. */
  protocolError(error: HTTPError): void;
  /** Nothing more will be read or written: close once the output is drained. */
  connectionEnded(): void;
}
