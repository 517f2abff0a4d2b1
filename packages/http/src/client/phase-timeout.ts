import { HTTPClientError } from "./http-client-error.js";

/** What the deadline of a client's connection is for. */
export type Phase = "quiet" | "continue" | "upload" | "headers" | "body" | "idle";

/** What a request fails with whose server lets the deadline of `phase` pass. */
export function phaseTimeout(phase: Phase): HTTPClientError {
  if (phase === "headers") return new HTTPClientError("the server didn't answer in time", { code: "HEADERS_TIMEOUT" });
  return new HTTPClientError(`the server stopped ${phase === "upload" ? "reading" : "sending"}`, {
    code: "BODY_TIMEOUT",
  });
}
