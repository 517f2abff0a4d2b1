/**
 * The file behind `twist run FILE`: which services to run in one process. YAML and JSON hold data; a JavaScript module may also bring
 * services of its own.
 *
 *     users: ./users              # optional: one users file for all services, as `twist passwd` writes it
 *     services:
 *       site:                     # a name of your choice
 *         plugin: http            # which plugin
 *         listen: tcp:8080        # and its options, as on the command line, in camelCase
 *         root: ./public
 *
 * Paths count from where the file is.
 */

import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { pathToFileURL } from "node:url";
import type { Service, ServiceContext } from "@twist/core/application";
import { LineCounter, parseDocument } from "yaml";
import { UsageError } from "../usage-error.js";

/** What a JavaScript module may have as its default export, besides the same data as a YAML file. */
export type ConfigModule = ConfigData | ((context: ServiceContext) => ConfigData | PromiseLike<ConfigData>);

export interface ConfigData {
  readonly users?: string;
  readonly services: Readonly<Record<string, PluginConfig | Service>>;
}

/** A plugin's name, and its options. */
export interface PluginConfig {
  readonly plugin: string;
  readonly [option: string]: unknown;
}

/** Reads the file at `path`. What a module's function needs comes from `context`. @throws {UsageError} */
export async function readConfigFile(path: string, context: ServiceContext): Promise<ConfigData> {
  const data = await readData(path, context);
  if (!isRecord(data)) throw new UsageError(`${path}: it must hold an object with "services" in it.`);
  const unknown = Object.keys(data).find((key) => key !== "users" && key !== "services");
  if (unknown !== undefined)
    throw new UsageError(`${path}: there is no "${unknown}" here; there are "services" and "users".`);
  const { users, services } = data;
  if (users !== undefined && typeof users !== "string")
    throw new UsageError(`${path}: "users" must be the name of a file.`);
  if (!isRecord(services) || Object.keys(services).length === 0) {
    throw new UsageError(
      `${path}: "services" must name at least one service, for example "site: { plugin: http, … }".`,
    );
  }
  for (const [name, service] of Object.entries(services)) {
    if (isService(service) || (isRecord(service) && typeof service["plugin"] === "string")) continue;
    throw new UsageError(`${path}: the service "${name}" must say which plugin it is, for example "plugin: http".`);
  }
  return { ...(users === undefined ? {} : { users }), services: services as ConfigData["services"] };
}

async function readData(path: string, context: ServiceContext): Promise<unknown> {
  switch (extname(path)) {
    case ".yaml":
    case ".yml":
    case ".json":
      return parseText(path, await readText(path));
    case ".js":
    case ".mjs":
      return readModule(path, context);
    default:
      throw new UsageError(`${path}: a configuration file ends in .yaml, .yml, .json, .js or .mjs.`);
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw new UsageError(missing ? `${path}: there is no such file.` : `${path}: cannot read it.`, { cause: error });
  }
}

/** JSON is YAML, and this parser says where a mistake is. */
function parseText(path: string, text: string): unknown {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error === undefined) return document.toJS({ maxAliasCount: 100 });
  const { line, col } = lines.linePos(error.pos[0]);
  throw new UsageError(`${path}:${String(line)}:${String(col)}: ${error.message}`, { cause: error });
}

async function readModule(path: string, context: ServiceContext): Promise<unknown> {
  let exported: unknown;
  try {
    exported = ((await import(pathToFileURL(path).href)) as { default?: unknown }).default;
  } catch (error) {
    throw new UsageError(`${path}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  return typeof exported === "function" ? (exported as (given: ServiceContext) => unknown)(context) : exported;
}

/** Whether a configured service is one already, and not the name and options of a plugin. */
export function isService(value: unknown): value is Service {
  return isRecord(value) && typeof value["startService"] === "function" && typeof value["stopService"] === "function";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
