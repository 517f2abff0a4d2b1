/**
 * Commands that do one thing and end, beside a plugin's server: `twist dns sign ZONE`, `twist mail queue list`. A `ServiceMaker` names them
 * as its `tasks`.
 */

import type { Logger } from "../logging/logger.js";
import type { Reactor } from "../reactor/reactor.js";
import type { OptionsSchema, OptionValues } from "./options-schema.js";

/** A word after the task's name that is no option. */
export interface TaskArgument {
  /** What it stands for in `--help`: `zone` is shown as `<zone>`. */
  readonly name: string;
  /** What it is, in one line, for `--help`. */
  readonly description: string;
  /** A path is made absolute. @default "text" */
  readonly type?: "text" | "path";
  /** The only values that it may have. */
  readonly choices?: readonly string[];
  /** It may be left out. @default false */
  readonly optional?: boolean;
  /** It takes all words that are left; for the last one only. @default false */
  readonly variadic?: boolean;
}

/** What the process gives to a task. */
export interface TaskContext {
  readonly reactor: Reactor;
  readonly log: Logger;
  /** Aborts when the user wants it to stop (Ctrl-C). */
  readonly signal: AbortSignal;
  /** Prints a line on standard output. */
  readonly print: (line: string) => void;
}

/** What `twist <plugin> <name>` runs. */
export interface TaskMaker<S extends OptionsSchema = OptionsSchema> {
  /** The word after the plugin's: `sign`. */
  readonly name: string;
  /** What it does, in one line without a full stop. */
  readonly description: string;
  readonly arguments?: readonly TaskArgument[];
  readonly options: S;
  /** Command lines to show in `--help`, each with what it does. */
  readonly examples?: readonly { readonly command: string; readonly description: string }[];
  /**
   * Does it. What it throws is printed in one line, and the command ends with 1, or with 2 for an `OptionsError`.
   * @param words The arguments that were given, in order.
   */
  runTask(words: readonly string[], options: OptionValues<S>, context: TaskContext): void | PromiseLike<void>;
}

/** Checks that `task` is one, and gives TypeScript the types of its options. */
export function defineTask<const S extends OptionsSchema>(task: TaskMaker<S>): TaskMaker<S> {
  return task;
}
