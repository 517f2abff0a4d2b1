/** What became of a request that was sent on and not answered: whose fault it is, what the client is told, and whether another server may be tried. */

import { ConnectError, ConnectTimeoutError } from "@twist/core";
import { HTTPClientError } from "../client/http-client-error.js";
import { HTTPError } from "../wire/http-error.js";
import { ForbiddenDestinationError } from "./forbidden-destination-error.js";

const TIMEOUTS: ReadonlySet<string> = new Set(["HEADERS_TIMEOUT", "BODY_TIMEOUT", "REQUEST_TIMEOUT"]);
const OUR_OWN: ReadonlySet<string> = new Set(["POOL_EXHAUSTED", "AGENT_CLOSED"]);
const NO_ANSWER: ReadonlySet<string> = new Set(["CONNECTION_CLOSED", "INCOMPLETE_MESSAGE"]);

/** 504 for a server that is too slow, 502 for one that can't be reached or breaks HTTP, 503 where it is we who can't, `undefined` for anything else. */
export function statusOfFailure(error: unknown): number | undefined {
  if (error instanceof ForbiddenDestinationError) return 403;
  if (error instanceof ConnectError) return isConnectTimeout(error) ? 504 : 502;
  if (error instanceof HTTPError) return 502;
  if (!(error instanceof HTTPClientError)) return undefined;
  if (TIMEOUTS.has(error.code)) return 504;
  return OUR_OWN.has(error.code) ? 503 : 502;
}

/** Whether the server is to blame: it can't be reached, is too slow, or doesn't speak HTTP. */
export function isServersFault(error: unknown): boolean {
  if (error instanceof HTTPClientError) return !OUR_OWN.has(error.code);
  return error instanceof ConnectError || error instanceof HTTPError;
}

/** Whether no byte of the request can have reached the server. */
export function wasNeverSent(error: unknown): boolean {
  return error instanceof ConnectError;
}

/** Whether the connection ended without an answer: the server may have seen the request, or not. */
export function wasNotAnswered(error: unknown): boolean {
  return (error instanceof HTTPClientError || error instanceof HTTPError) && NO_ANSWER.has(error.code);
}

/** A name with several addresses fails with one error that has theirs as its cause. */
function isConnectTimeout(error: ConnectError): boolean {
  if (error instanceof ConnectTimeoutError) return true;
  const { cause } = error;
  return cause instanceof AggregateError && cause.errors.every((each) => each instanceof ConnectTimeoutError);
}
