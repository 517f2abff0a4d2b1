import { dirname, resolve } from "node:path";
import { MultiService, OptionsError, readOptions, type Service } from "@twist/core/application";
import { UsersFile } from "@twist/core/cred";
import { EndpointDescriptionError } from "@twist/core";
import { makeContext } from "../commands/run-service.js";
import { missingPlugin } from "../plugins/missing-plugin.js";
import type { Plugin } from "../plugins/plugin.js";
import type { Terminal } from "../terminal.js";
import { UsageError } from "../usage-error.js";
import { isService, readConfigFile, type PluginConfig } from "./config-file.js";

/** All services of the configuration file at `path`, as one. @throws {UsageError} which names the file and the service. */
export async function configuredService(
  path: string,
  plugins: ReadonlyMap<string, Plugin>,
  terminal: Terminal,
): Promise<Service> {
  const file = resolve(terminal.cwd, path);
  const { users, services } = await readConfigFile(file, makeContext(terminal, "run"));
  const checkers = users === undefined ? [] : [new UsersFile(resolve(dirname(file), users))];
  const all = new MultiService({ name: path });
  for (const [name, configured] of Object.entries(services)) {
    if (isService(configured)) {
      all.add(configured);
      continue;
    }
    const { plugin: pluginName, ...raw }: PluginConfig = configured;
    const plugin = plugins.get(pluginName);
    if (plugin === undefined)
      throw new UsageError(`${path}: the service "${name}": ${missingPlugin(pluginName, plugins)}`);
    try {
      const options = readOptions(plugin.maker.options, raw, { resolvePath: (given) => resolve(dirname(file), given) });
      all.add(await plugin.maker.makeService(options, makeContext(terminal, name, checkers)));
    } catch (error) {
      if (!(error instanceof OptionsError || error instanceof EndpointDescriptionError)) throw error;
      throw new UsageError(`${path}: the service "${name}": ${error.message}`, { cause: error });
    }
  }
  return all;
}
