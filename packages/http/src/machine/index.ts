/** State: what may come now and what it means. Bytes in, calls on a sink out; answers in, bytes out. No transport, no clock. */
export type { ClientSink } from "./client-sink.js";
export { type ClientMachineOptions, HTTP1ClientMachine } from "./http1-client-machine.js";
export { HTTP1ServerMachine, type ServerMachineOptions } from "./http1-server-machine.js";
export type { OutgoingRequest } from "./outgoing-request.js";
export { RequestHead } from "./request-head.js";
export { ResponseHead } from "./response-head.js";
export { type ResponseQueue, ResponseWriter, type SendHeadOptions } from "./response-writer.js";
export type { ServerSink } from "./server-sink.js";
export {
  type MessageEvent,
  type MessageState,
  REQUEST_TRANSITIONS,
  RESPONSE_TRANSITIONS,
  type TransitionTable,
  transition,
} from "./transitions.js";
