import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { canPin } from "./machine.js";

/**
 * @typedef {object} ProgramOptions
 * @property {0 | 1} [core] The core to run on, where programs can be pinned. Default: any.
 * @property {readonly string[]} [nodeFlags]
 * @property {readonly string[]} [args]
 * @property {boolean} [manyFiles] Raise the number of open files as far as the system lets us. Default: false.
 */

/**
 * A script in a process of its own that answers requests: the other side of {@link answer}. A process for each side keeps one's garbage, and what
 * the compiler has learned from it, away from the other.
 */
export class Program {
  #child;

  /**
   * @param {URL} script
   * @param {ProgramOptions} [options]
   */
  constructor(script, { core, nodeFlags = [], args = [], manyFiles = false } = {}) {
    let command = [process.execPath, ...nodeFlags, fileURLToPath(script), ...args];
    if (core !== undefined && canPin) command = ["taskset", "-c", String(core), ...command];
    // A process can only raise the limit for its children, and Node has no call for it.
    if (manyFiles) command = ["sh", "-c", 'ulimit -n "$(ulimit -H -n)"; exec "$@"', "sh", ...command];
    const [executable = "", ...rest] = command;
    this.#child = spawn(executable, rest, {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      // What is measured is what is published, not the sources.
      env: { ...process.env, NODE_OPTIONS: "" },
    });
  }

  /**
   * @template Answer
   * @param {string} request
   * @param {unknown} [argument]
   * @returns {Promise<Answer>}
   */
  ask(request, argument) {
    const child = this.#child;
    return new Promise((resolve, reject) => {
      const onMessage = (/** @type {any} */ answer) => {
        child.off("exit", onExit);
        resolve(answer);
      };
      const onExit = () => {
        child.off("message", onMessage);
        reject(new Error(`a benchmark's program ended before it answered "${request}"`));
      };
      child.once("message", onMessage);
      child.once("exit", onExit);
      child.send({ request, argument });
    });
  }

  async close() {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await exited;
  }
}
