import type { ClientResponse } from "../client-response.js";

/** The request that is to be authorized, as it goes on the wire. */
export interface AuthorizedRequest {
  readonly method: string;
  /** The path with the query. */
  readonly target: string;
}

/** One way to say who is asking. */
export interface Authenticator {
  /** The value of Authorization for `request`; `undefined` where nothing can be said yet. */
  authorization(request: AuthorizedRequest): string | undefined | Promise<string | undefined>;
  /** The server has answered 401. @returns whether to ask again, with what `authorization` gives then. */
  challenged?(response: ClientResponse): boolean;
  /** The server has answered something else. */
  accepted?(response: ClientResponse): void;
}
