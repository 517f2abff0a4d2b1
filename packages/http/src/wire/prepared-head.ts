/**
 * The part of a response's head that the request has no part in: status line, Date and the caller's fields as text, with what those fields say about
 * framing and persistence. Kept with the fields, so that those that are used for many responses are looked at and written once a second.
 */
export interface PreparedHead {
  readonly status: number;
  readonly date: string | undefined;
  /** Up to and with the caller's last field line. */
  readonly text: string;
  /** The Content-Length that is among the fields, -1 where there is none. */
  readonly contentLength: number;
  /** Whether Connection is among the fields. */
  readonly hasConnection: boolean;
  /** Whether it says `close`. */
  readonly closes: boolean;
  /** Whether it has been used again, and is made for that. */
  readonly kept: boolean;
}
