import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { Command, CommanderError } from "commander";
import { addRunOptions, splitRunSettings } from "./commands/run-options.js";
import { passwdCommand } from "./commands/passwd-command.js";
import { pluginCommand } from "./commands/plugin-command.js";
import { runService } from "./commands/run-service.js";
import { configuredService } from "./config/configured-service.js";
import { exitCodeOf } from "./exit-code.js";
import { printLine } from "./output/print-line.js";
import { findPlugins } from "./plugins/find-plugins.js";
import { missingPlugin } from "./plugins/missing-plugin.js";
import type { PluginSearch } from "./plugins/plugin.js";
import type { Terminal } from "./terminal.js";
import { UsageError } from "./usage-error.js";

/**
 * Runs the command line `args` (without `node` and the script).
 * @returns the exit code: 0 for success, 2 where the command line or a configuration is wrong, 1 for anything else that went wrong.
 */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  const search = await findPlugins(terminal.cwd, dirname(fileURLToPath(import.meta.url)));
  for (const { packageName, reason } of search.broken) {
    printLine(terminal.stderr, `twist: the plugin of "${packageName}" can't be used: ${reason}`);
  }
  let exitCode = 0;
  const program = makeProgram(search, terminal, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    // Commander has printed its own errors, and its help.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    printLine(terminal.stderr, `twist: ${error instanceof Error ? error.message : String(error)}`);
    return exitCodeOf(error);
  }
}

function makeProgram(search: PluginSearch, terminal: Terminal, done: (exitCode: number) => void): Command {
  const output = {
    writeOut: (text: string) => terminal.stdout.write(text),
    writeErr: (text: string) => terminal.stderr.write(text),
    outputError: (text: string, write: (line: string) => void) => {
      write(text.replace(/^error: /, "twist: "));
    },
  };
  const program = new Command("twist")
    .description("Runs servers for the internet's protocols, one or many in a process.")
    .configureOutput(output)
    .exitOverride()
    .enablePositionalOptions() // A task's options are its own, also where its plugin's server has one of the same name.
    .helpCommand(false)
    .commandsGroup("Servers (of the installed packages):")
    .showHelpAfterError("(--help shows what there is)");
  for (const plugin of search.plugins.values()) program.addCommand(pluginCommand(plugin, terminal, done));
  program.commandsGroup("Commands:");
  program.addCommand(runCommand(search, terminal, done));
  program.addCommand(passwdCommand(terminal));
  inheritSettings(program);
  program.addHelpText("after", "\ntwist <command> --help shows a command's options, and examples.");
  return program
    .argument("[command]")
    .argument("[options...]")
    .allowUnknownOption() // Those of a plugin that isn't installed are not what is wrong.
    .action((name: string | undefined) => {
      if (name === undefined) return program.help({ error: true });
      throw new UsageError(missingPlugin(name, search.plugins));
    });
}

/** Commands that were made apart know nothing of the program's output and way to end yet. */
function inheritSettings(parent: Command): void {
  for (const command of parent.commands) {
    command.copyInheritedSettings(parent);
    inheritSettings(command);
  }
}

function runCommand(search: PluginSearch, terminal: Terminal, done: (exitCode: number) => void): Command {
  const command = new Command("run")
    .description(
      "Runs every service that a configuration file (YAML, JSON or a JavaScript module) names, in one process",
    )
    .argument("<file>", "the configuration file");
  return addRunOptions(command).action(async (file: string, read: Record<string, unknown>) => {
    const { settings } = splitRunSettings(read);
    done(await runService(terminal, settings, () => configuredService(file, search.plugins, terminal)));
  });
}
