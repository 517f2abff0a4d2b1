import { Command } from "commander";
import type { Plugin } from "../plugins/plugin.js";
import type { Terminal } from "../terminal.js";
import { addRunOptions, splitRunSettings } from "./run-options.js";
import { makeContext, runService } from "./run-service.js";
import { addExamples, addSchemaOptions, readSchemaOptions } from "./schema-options.js";
import { taskCommand } from "./task-command.js";

/** The command `twist <plugin>`, with the options that its schema describes, and the plugin's tasks below it. */
export function pluginCommand({ maker }: Plugin, terminal: Terminal, done: (exitCode: number) => void): Command {
  const command = new Command(maker.name).description(maker.description);
  command.helpCommand(false);
  addSchemaOptions(command, maker.options);
  addRunOptions(command);
  addExamples(command, maker.examples);
  for (const task of maker.tasks ?? []) command.addCommand(taskCommand(task, maker.name, terminal));
  return command.action(async (read: Record<string, unknown>) => {
    const { settings, rest } = splitRunSettings(read);
    const options = readSchemaOptions(maker.options, rest, terminal);
    done(await runService(terminal, settings, () => maker.makeService(options, makeContext(terminal, maker.name))));
  });
}
