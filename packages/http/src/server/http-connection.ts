import type { Transport } from "@twist/core";

/** What a request needs of the connection that it came on. */
export interface RequestConnection<Request> {
  readonly transport: Transport;
  /** The reader of `request`'s body is there: a client that waits for `100 Continue` may send it. */
  bodyWanted(request: Request): void;
  /** The reader of `request`'s body has enough for now, or wants more. */
  setBodyPaused(request: Request, paused: boolean): void;
  /** Nobody wants the rest of `request`'s body. */
  discardBody(request: Request): void;
}

/** What a response needs of the connection that it goes out on. */
export interface ResponseConnection<Response> {
  readonly transport: Transport;
  /** Whether the transport has more than enough to send for now. */
  readonly isFull: boolean;
  /** Whether all that was written has gone out, and its memory may be used again. */
  readonly hasReleasedAll: boolean;
  /** Something was written to a response: sends what may go out by now. */
  flush(): void;
  /** `response` is complete, or has been given up. */
  responseEnded(response: Response): void;
}
