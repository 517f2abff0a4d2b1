import type { Transport } from "@twist/core";
import type { HTTPResponse } from "./http-response.js";
import type { ServerSettings } from "./server-settings.js";

/**
 * Tells the access log, where there is one, of an answer that is complete or has been given up. What it throws is the log's own
 * fault, and no reason not to serve.
 * @param response `undefined` where no request could be read.
 */
export function logAccess(
  settings: ServerSettings,
  transport: Transport,
  response: HTTPResponse | undefined,
  status = response?.status ?? 0,
): void {
  const { accessLog } = settings;
  if (accessLog === undefined) return;
  const { clock } = transport;
  const durationMs = response === undefined ? 0 : clock.now() - response.startedAt;
  try {
    accessLog({
      peer: transport.peer,
      timeMs: clock.wallTime() - durationMs,
      durationMs,
      request: response?.request,
      status,
      bodyBytes: response?.bodyBytes ?? 0,
    });
  } catch (error) {
    settings.log.error("The access log failed", { error });
  }
}
