import { resolve } from "node:path";
import { Command, Option as CommandOption } from "commander";
import { readOptions, type Option } from "@twist/core/application";
import type { Plugin } from "../plugins/plugin.js";
import type { Terminal } from "../terminal.js";
import { addRunOptions, splitRunSettings } from "./run-options.js";
import { makeContext, runService } from "./run-service.js";

/** The command `twist <plugin>`, with the options that its schema describes. */
export function pluginCommand({ maker }: Plugin, terminal: Terminal, done: (exitCode: number) => void): Command {
  const command = new Command(maker.name).description(maker.description);
  for (const [name, option] of Object.entries(maker.options)) command.addOption(commandOption(name, option));
  addRunOptions(command);
  if (maker.examples !== undefined && maker.examples.length > 0) {
    const lines = maker.examples.map((example) => `  ${example.command}\n      ${example.description}`);
    command.addHelpText("after", `\nExamples:\n${lines.join("\n")}`);
  }
  return command.action(async (read: Record<string, unknown>) => {
    const { settings, rest } = splitRunSettings(read);
    const options = readOptions(maker.options, rest, {
      nameOf: flagName,
      resolvePath: (path) => resolve(terminal.cwd, path),
    });
    done(await runService(terminal, settings, () => maker.makeService(options, makeContext(terminal, maker.name))));
  });
}

/** `hostKey` is `--host-key` on the command line. */
function flagName(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

const valueWords: Readonly<Record<Exclude<Option["type"], "flag">, string>> = {
  text: "text",
  path: "path",
  endpoint: "endpoint",
  integer: "number",
};

function commandOption(name: string, option: Option): CommandOption {
  const flag = flagName(name);
  const notes: string[] = [];
  if (option.required === true) notes.push("required");
  if (option.type === "flag") return new CommandOption(flag, describe(option.description, notes));
  if (option.repeatable === true) notes.push("may be repeated");
  if (option.default !== undefined) notes.push(`default: ${String(option.default)}`);
  if (option.type === "text" && option.choices !== undefined) notes.push(`one of ${option.choices.join(", ")}`);
  const made = new CommandOption(
    `${flag} <${option.valueName ?? valueWords[option.type]}>`,
    describe(option.description, notes),
  );
  return made.argParser((value: string, before: unknown) => collect(value, before, option.repeatable === true));
}

/** Everything that was given, so that what is given twice can be told from what is given once. */
function collect(value: string, before: unknown, repeatable: boolean): unknown {
  if (Array.isArray(before)) return [...(before as unknown[]), value];
  if (before !== undefined) return [before, value];
  return repeatable ? [value] : value;
}

function describe(description: string, notes: readonly string[]): string {
  return notes.length === 0 ? description : `${description} (${notes.join("; ")})`;
}
