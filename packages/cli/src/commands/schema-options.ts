/** Between a schema of options and commander: what a plugin's server and its tasks share. */

import { resolve } from "node:path";
import { type Command, Option as CommandOption } from "commander";
import { type Option, type OptionsSchema, type OptionValues, readOptions } from "@twist/core/application";
import type { Terminal } from "../terminal.js";

/** Adds an option to `command` for each of `schema`. */
export function addSchemaOptions(command: Command, schema: OptionsSchema): void {
  for (const [name, option] of Object.entries(schema)) command.addOption(commandOption(name, option));
}

/** Checks what commander has read. @throws {OptionsError} */
export function readSchemaOptions<S extends OptionsSchema>(
  schema: S,
  read: Readonly<Record<string, unknown>>,
  terminal: Terminal,
): OptionValues<S> {
  return readOptions(schema, read, { nameOf: flagName, resolvePath: (path) => resolve(terminal.cwd, path) });
}

/** Shows `examples` below the command's help. */
export function addExamples(
  command: Command,
  examples: readonly { readonly command: string; readonly description: string }[] = [],
): void {
  if (examples.length === 0) return;
  const lines = examples.map((example) => `  ${example.command}\n      ${example.description}`);
  command.addHelpText("after", `\nExamples:\n${lines.join("\n")}`);
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
  if (option.type === "flag") {
    const made = new CommandOption(flag, describe(option.description, notes));
    // To commander `--no-x` turns an option `x` off. Here it is an option of that name.
    made.negate = false;
    return made;
  }
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
