import type { Logger } from "@twist/core";
import { type AccessLog, formatCombinedLog, formatCommonLog } from "../server/access-log.js";

/** The access log of `twist http --access-log FORMAT`. Requests go to the log and not to standard output, which is for the lines that scripts read. */
export function commandAccessLog(log: Logger, format: string): AccessLog | undefined {
  switch (format) {
    case "none":
      return undefined;
    case "combined":
      return (entry) => {
        log.info(formatCombinedLog(entry));
      };
    case "structured":
      return ({ peer, request, status, bodyBytes, durationMs }) => {
        log.info("request", {
          peer: peer.type === "tcp" ? peer.host : peer.type,
          method: request?.method,
          target: request?.target,
          status,
          bodyBytes,
          durationMs: Math.round(durationMs * 1000) / 1000,
        });
      };
    default:
      return (entry) => {
        log.info(formatCommonLog(entry));
      };
  }
}
