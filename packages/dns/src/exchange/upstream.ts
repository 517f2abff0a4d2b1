import type { Deferred, ReactorTCP, ReactorTime, ReactorTLS, ReactorUDP } from "@twist/core";
import type { TSIGKey } from "../tsig/tsig-key.js";
import type { Message } from "../wire/message.js";

/** What asking takes besides the query. */
export interface ExchangeOptions {
  /** For all of it, what is tried again included. @default 5_000 */
  readonly timeoutMs?: number | undefined;
  /** Gives up when it aborts; the Deferred then fails with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Signs the query, and takes only a response that is signed with the same key (RFC 8945). @default none */
  readonly key?: TSIGKey | undefined;
}

/**
 * A server that can be asked. Its answers match what was asked (RFC 5452 §9.1): they come from where the query went, with its id, its
 * question to the case of each letter, and its signature. What they say is not looked at: SERVFAIL is an answer too.
 */
export interface Upstream {
  /** Which server it is, for people and logs: `udp:192.0.2.1:53`. */
  readonly name: string;
  /**
   * Asks. Id and case on the wire are the upstream's own; the response comes with those of `query`, which is left as it is. Fails
   * with a `DNSExchangeError`; cancelling gives up.
   */
  exchange(query: Message, options?: ExchangeOptions): Deferred<Message>;
  /** Closes its connections. What waits for an answer fails with code `"CLOSED"`, and so does what is asked later. */
  close(): void;
}

/** A server that may answer with many messages: it can be asked for a zone (RFC 5936, RFC 1995). */
export interface StreamingUpstream extends Upstream {
  /**
   * Asks, on a connection of its own, and gives every message that comes as the answer until the caller stops reading: only the caller
   * can tell the last. `timeoutMs` is the wait for each message. Stopping closes the connection.
   */
  exchangeStream(query: Message, options?: ExchangeOptions): AsyncIterable<Message>;
}

/** What asking by any transport needs of a reactor. */
export type ExchangeReactor = ReactorUDP & ReactorTCP & ReactorTLS & ReactorTime;

/** How long an answer is waited for unless the caller says so. */
export const defaultExchangeTimeoutMs = 5_000;
