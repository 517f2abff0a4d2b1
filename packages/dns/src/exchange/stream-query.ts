import { Deferred } from "@twist/core";
import type { Message } from "../wire/message.js";
import type { SentQuery } from "./sent-query.js";
import type { ExchangeOptions } from "./upstream.js";

/** Whoever has a query, and is told where its answer is no longer wanted. */
export interface QueryHolder {
  abandon(query: StreamQuery): void;
}

/** A query that waits for its answer on a connection, or for a connection. */
export class StreamQuery {
  readonly query: Message;
  readonly key: ExchangeOptions["key"];
  /** The answer. Cancelling it gives up. */
  readonly answer: Deferred<Message>;
  /** As it went out; `undefined` while there is no connection. */
  sent: SentQuery | undefined;
  /** How many connections it has been sent on. */
  tries = 0;
  /** What has it now. */
  holder: QueryHolder;

  constructor(query: Message, key: ExchangeOptions["key"], holder: QueryHolder) {
    this.query = query;
    this.key = key;
    this.holder = holder;
    this.answer = new Deferred<Message>(() => {
      this.holder.abandon(this);
    });
  }
}
