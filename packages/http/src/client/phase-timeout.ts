import { HTTPClientError } from "./http-client-error.js";

/** What the deadline of a client's connection is for. */
export type Phase = "quiet" | "continue" | "upload" | "headers" | "body" | "idle" | "closing";

/** What a request fails with whose server lets the deadline of `phase` pass. */
export function phaseTimeout(phase: Phase): HTTPClientError {
  if (phase === "headers") return new HTTPClientError("the server didn't answer in time", { code: "HEADERS_TIMEOUT" });
  const what = phase === "upload" || phase === "closing" ? "reading" : "sending";
  return new HTTPClientError(`the server stopped ${what}`, { code: "BODY_TIMEOUT" });
}
