import { formatAddress } from "@twist/core";
import { HTTPError } from "../wire/http-error.js";
import { refuse } from "./error-response.js";
import type { HTTPRequest } from "./http-request.js";
import type { HTTPResponse } from "./http-response.js";
import { isThenable } from "./request-handler.js";
import type { ServerSettings } from "./server-settings.js";

/** Lets the handler answer `request`. Where it fails, or ends without an answer, the server answers in its place. */
export function runHandler(settings: ServerSettings, request: HTTPRequest, response: HTTPResponse): void {
  let result: unknown;
  try {
    result = settings.handler(request, response);
  } catch (error) {
    handlerFailed(settings, response, error);
    return;
  }
  if (!isThenable(result)) return;
  result.then(
    () => {
      if (response.finished || response.headSent) return;
      handlerFailed(settings, response, new Error("The handler is done and has not answered."));
    },
    (error: unknown) => {
      handlerFailed(settings, response, error);
    },
  );
}

/** The handler threw. An error of the request's own body says itself what to answer; any other is a fault of the server's. */
function handlerFailed(settings: ServerSettings, response: HTTPResponse, error: unknown): void {
  const { request } = response;
  if (response.finished) return;
  const isRefusal = error instanceof HTTPError && error === request.body.error;
  if (!isRefusal) {
    settings.log.error("A request could not be answered", {
      peer: formatAddress(request.peer),
      method: request.method,
      error,
    });
  }
  if (response.headSent) response.abort(error instanceof Error ? error : undefined);
  else refuse(response, isRefusal ? error : undefined);
}
