import { type Command, InvalidArgumentError, Option } from "commander";
import { defaultGraceMs } from "@twist/core/application";
import { logFormats, logLevels } from "../output/log-output.js";
import type { RunSettings } from "./run-service.js";

/** Adds the options of `RunSettings` to `command`. */
export function addRunOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--log-level <level>", "how much to log on standard error").choices(logLevels).default("info"),
    )
    .addOption(new Option("--log-format <format>", "lines for people, or JSON").choices(logFormats).default("text"))
    .addOption(
      new Option("--grace-ms <ms>", "how long open connections may take to finish when it stops")
        .argParser(parseMilliseconds)
        .default(defaultGraceMs),
    );
}

function parseMilliseconds(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("It takes a whole number of milliseconds.");
  return Number(text);
}

/** Takes the options of `RunSettings` out of what commander has read; what is left is the plugin's. */
export function splitRunSettings(read: Readonly<Record<string, unknown>>): {
  readonly settings: RunSettings;
  readonly rest: Readonly<Record<string, unknown>>;
} {
  const { logLevel, logFormat, graceMs, ...rest } = read;
  return { settings: { logLevel, logFormat, graceMs } as RunSettings, rest };
}
