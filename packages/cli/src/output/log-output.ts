import type { Writable } from "node:stream";
import { logPublisher } from "@twist/core";
import { pino } from "pino";
import pretty from "pino-pretty";

export const logLevels = ["debug", "info", "warn", "error", "silent"] as const;
export const logFormats = ["text", "json"] as const;

export interface LogOutputOptions {
  readonly level: (typeof logLevels)[number];
  /** Lines for people, or one JSON object on each line. */
  readonly format: (typeof logFormats)[number];
  readonly to: Writable;
}

/** Writes what Twist logs. @returns a function that ends it. */
export function writeLogs({ level, format, to }: LogOutputOptions): () => void {
  const destination =
    format === "text"
      ? pretty({
          destination: to,
          sync: true,
          ignore: "pid,hostname,namespace",
          messageFormat: "{namespace}: {msg}",
          singleLine: true,
          translateTime: "SYS:HH:MM:ss.l",
          colorize: isTerminal(to),
        })
      : to;
  const logger = pino({ level }, destination);
  return logPublisher.addObserver(({ level: eventLevel, namespace, message, fields, error }) => {
    logger[eventLevel]({ namespace, ...fields, ...(error === undefined ? {} : { err: error }) }, message);
  });
}

function isTerminal(to: Writable): boolean {
  return "isTTY" in to && to.isTTY === true;
}
