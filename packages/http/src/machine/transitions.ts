/**
 * The life of one message in either direction, as one table. A server's machine reads requests by `REQUEST_TRANSITIONS` and
 * writes responses by `RESPONSE_TRANSITIONS`; a client's does the reverse. Both ends of a connection stand in the same two tables.
 *
 *     request:    idle ──head──▶ body ──data──▶ body ──end──▶ done ──next──▶ idle
 *                                                              └──switch──▶ switched
 *
 *     response:   idle ──interim──▶ idle ──head──▶ body ──data──▶ body ──end──▶ done ──next──▶ idle
 *                   └──switch──▶ switched
 *
 * `switched` (after 101, or 2xx to CONNECT), `closed` and `failed` have no way out: the connection carries no HTTP any more, carries
 * nothing any more, or isn't to be believed any more.
 */

/** Where a message is. */
export type MessageState = "idle" | "body" | "done" | "switched" | "closed" | "failed";

/** What may happen to a message. */
export type MessageEvent = "interim" | "head" | "data" | "end" | "next" | "switch" | "close" | "fail";

/** For each state, which events are legal there and where they lead. */
export type TransitionTable = Readonly<Record<MessageState, Readonly<Partial<Record<MessageEvent, MessageState>>>>>;

/** A request, whoever sends it. Its end doesn't wait for a response: that is pipelining. */
export const REQUEST_TRANSITIONS: TransitionTable = {
  idle: { head: "body", close: "closed", fail: "failed" },
  body: { data: "body", end: "done", close: "closed", fail: "failed" },
  done: { next: "idle", switch: "switched", close: "closed", fail: "failed" },
  switched: {},
  closed: {},
  failed: {},
};

/** A response, whoever sends it. */
export const RESPONSE_TRANSITIONS: TransitionTable = {
  idle: { interim: "idle", head: "body", switch: "switched", close: "closed", fail: "failed" },
  body: { data: "body", end: "done", close: "closed", fail: "failed" },
  done: { next: "idle", close: "closed", fail: "failed" },
  switched: {},
  closed: {},
  failed: {},
};
