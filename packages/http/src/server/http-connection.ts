import type { Transport } from "@twist/core";
import type { HTTPRequest } from "./http-request.js";
import type { HTTPResponse } from "./http-response.js";

/** What requests and responses need of the connection that they came on. */
export interface HTTPConnection {
  readonly transport: Transport;
  /** Whether the transport has more than enough to send for now. */
  readonly isFull: boolean;
  /** Something was written to a response: sends what may go out by now. */
  flush(): void;
  /** `response` is complete, or has been given up. */
  responseEnded(response: HTTPResponse): void;
  /** The reader of `request`'s body is there: a client that waits for `100 Continue` may send it. */
  bodyWanted(request: HTTPRequest): void;
  /** The reader of `request`'s body has enough for now, or wants more. */
  setBodyPaused(request: HTTPRequest, paused: boolean): void;
  /** Nobody wants the rest of `request`'s body. */
  discardBody(request: HTTPRequest): void;
}
