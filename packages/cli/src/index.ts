/**
 * `@twist/cli`: the `twist` command. Most people only run it; what is exported here lets another command run it inside, or test it.
 *
 * @packageDocumentation
 */

export { main } from "./main.js";
export { processTerminal, type Terminal } from "./terminal.js";
export type { ConfigData, ConfigModule, PluginConfig } from "./config/config-file.js";
