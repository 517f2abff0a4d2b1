/**
 * `@twist/http/events`: server-sent events.
 *
 * @packageDocumentation
 */
export { EventStream, type EventStreamOptions, lastEventId } from "./event-stream.js";
export type { ServerSentEvent } from "./server-sent-event.js";
