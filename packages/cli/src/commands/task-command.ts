import { resolve } from "node:path";
import { Argument, Command } from "commander";
import { Logger } from "@twist/core";
import type { TaskArgument, TaskMaker } from "@twist/core/application";
import { writeLogs } from "../output/log-output.js";
import { printLine } from "../output/print-line.js";
import type { Terminal } from "../terminal.js";
import { addExamples, addSchemaOptions, readSchemaOptions } from "./schema-options.js";

/** The command `twist <plugin> <task>`. */
export function taskCommand(task: TaskMaker, pluginName: string, terminal: Terminal): Command {
  const command = new Command(task.name).description(task.description);
  for (const argument of task.arguments ?? []) command.addArgument(commandArgument(argument, terminal));
  addSchemaOptions(command, task.options);
  addExamples(command, task.examples);
  return command.action(async () => {
    const options = readSchemaOptions(task.options, command.opts(), terminal);
    const words = (command.processedArgs as unknown[]).flat().filter((word) => typeof word === "string");
    await untilInterrupted(terminal, async (signal) => {
      await task.runTask(words, options, {
        reactor: terminal.reactor,
        log: new Logger(`twist.${pluginName}`),
        signal,
        print: (line) => {
          printLine(terminal.stdout, line);
        },
      });
    });
  });
}

function commandArgument({ name, description, ...rest }: TaskArgument, terminal: Terminal): Argument {
  const dots = rest.variadic === true ? "..." : "";
  const argument = new Argument(rest.optional === true ? `[${name}${dots}]` : `<${name}${dots}>`, description);
  if (rest.choices !== undefined) return argument.choices(rest.choices);
  if (rest.type !== "path") return argument;
  const toPath = (word: string): string => resolve(terminal.cwd, word);
  return rest.variadic === true
    ? argument.argParser((word: string, before: string[] | undefined) => [...(before ?? []), toPath(word)])
    : argument.argParser(toPath);
}

/** Runs `work` with a signal that aborts when the user interrupts; warnings and errors are logged meanwhile. */
async function untilInterrupted(terminal: Terminal, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const stop = new AbortController();
  const interrupt = (): void => {
    stop.abort();
  };
  const forget = (["SIGINT", "SIGTERM"] as const).map((name) => terminal.reactor.onSignal(name, interrupt));
  const stopLogs = writeLogs({ level: "warn", format: "text", to: terminal.stderr });
  const { signal } = terminal;
  try {
    await work(signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]));
  } finally {
    for (const release of forget) release();
    stopLogs();
  }
}
