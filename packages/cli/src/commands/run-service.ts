import { formatAddress, Logger } from "@twist/core";
import { run, type Service, type ServiceContext } from "@twist/core/application";
import type { Checker } from "@twist/core/cred";
import { writeLogs, type LogOutputOptions } from "../output/log-output.js";
import { printLine } from "../output/print-line.js";
import type { Terminal } from "../terminal.js";

/** The options that every command which runs services has. */
export interface RunSettings {
  readonly logLevel: LogOutputOptions["level"];
  readonly logFormat: LogOutputOptions["format"];
  /** How long open connections may take to finish when it stops. */
  readonly graceMs: number;
}

/** What services are given by this process. */
export function makeContext(terminal: Terminal, name: string, checkers: readonly Checker[] = []): ServiceContext {
  return {
    reactor: terminal.reactor,
    log: new Logger(`twist.${name}`),
    checkers,
    listening: (scheme, address) => {
      printLine(terminal.stdout, `listening ${scheme} ${formatAddress(address)}`);
    },
    print: (line) => {
      printLine(terminal.stdout, line);
    },
  };
}

/** Runs `makeService`'s service until a signal stops it. @returns the exit code */
export async function runService(
  terminal: Terminal,
  settings: RunSettings,
  makeService: () => Service | PromiseLike<Service>,
): Promise<number> {
  const stopLogs = writeLogs({ level: settings.logLevel, format: settings.logFormat, to: terminal.stderr });
  // A reader that has gone away (`twist … | head -1`) is no reason to stop serving.
  terminal.stdout.on("error", ignore);
  try {
    const { exitCode } = await run(await makeService(), {
      reactor: terminal.reactor,
      graceMs: settings.graceMs,
      ...(terminal.signal === undefined ? {} : { signal: terminal.signal }),
    });
    return exitCode;
  } finally {
    terminal.stdout.off("error", ignore);
    stopLogs();
  }
}

function ignore(): void {
  // Nothing to do about it.
}
