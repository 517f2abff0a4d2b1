import { say } from "./say.js";

/**
 * Ends a script whose set-up went wrong: what happened, in one line, without a stack.
 *
 * @param {unknown} error
 */
export function fail(error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
