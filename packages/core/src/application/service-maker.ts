/**
 * The plugin contract. A package that has something for `twist` to run exports a `ServiceMaker` as the default export of a module, and
 * names that module in its package.json:
 *
 *     "twist": { "plugins": ["./dist/plugin.js"] }
 */

import type { Checker } from "../cred/checker.js";
import type { Logger } from "../logging/logger.js";
import type { Reactor } from "../reactor/reactor.js";
import type { Address } from "../transport/address.js";
import type { OptionsSchema, OptionValues } from "./options-schema.js";
import type { Service } from "./service.js";
import type { TaskMaker } from "./task-maker.js";

/** What the process gives to each service that it makes. */
export interface ServiceContext {
  readonly reactor: Reactor;
  /** For what the service has to say. Its namespace is the service's. */
  readonly log: Logger;
  /** Who may log in, where the process has one set of users for all its services: the first arguments of a `Portal`. */
  readonly checkers: readonly Checker[];
  /** To be called for each port, once it accepts connections: the process prints `listening <scheme> <address>`. */
  readonly listening: (scheme: string, address: Address) => void;
  /** Prints a line for the user on standard output, for what a command exists to show (a mail catcher's mails). Logs go to `log`. */
  readonly print: (line: string) => void;
}

/** What `twist <name>` runs. */
export interface ServiceMaker<S extends OptionsSchema = OptionsSchema> {
  /** The command's name: `http`. */
  readonly name: string;
  /** What it does, in one line without a full stop. */
  readonly description: string;
  readonly options: S;
  /** Command lines to show in `--help`, each with what it does. */
  readonly examples?: readonly { readonly command: string; readonly description: string }[];
  /**
   * Makes the service; it is started afterwards. Throw an `OptionsError` for options that make no sense together.
   */
  makeService(options: OptionValues<S>, context: ServiceContext): Service | PromiseLike<Service>;
  /** Commands that do one thing and end: `twist <name> <task>`. */
  readonly tasks?: readonly TaskMaker[];
}

/** Checks that `maker` is one, and gives TypeScript the types of its options. */
export function defineServiceMaker<const S extends OptionsSchema>(maker: ServiceMaker<S>): ServiceMaker<S> {
  return maker;
}

/** Whether `value`, a plugin module's default export, is a `ServiceMaker`. */
export function isServiceMaker(value: unknown): value is ServiceMaker {
  if (typeof value !== "object" || value === null) return false;
  const maker = value as Partial<Record<keyof ServiceMaker, unknown>>;
  return (
    typeof maker.name === "string" &&
    /^[a-z][a-z0-9-]*$/.test(maker.name) &&
    typeof maker.description === "string" &&
    typeof maker.options === "object" &&
    maker.options !== null &&
    typeof maker.makeService === "function"
  );
}
