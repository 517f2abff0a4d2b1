import { spawn } from "node:child_process";
import { root } from "./root.js";

/**
 * @typedef {object} RunOptions
 * @property {NodeJS.ProcessEnv} [env] The whole environment. Default: this process's own.
 * @property {string} [cwd] Default: the top folder.
 * @property {boolean} [quiet] Keep the output back, and print it only if the program fails. Default: false.
 * @property {boolean} [shell] Needed on Windows for what is a `.cmd` file there. Default: false.
 */

/**
 * Runs a program to its end.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<number>} The exit code; 1 for a program that a signal ended.
 */
export function run(command, args, { env = process.env, cwd = root, quiet = false, shell = false } = {}) {
  return new Promise((resolve, reject) => {
    const output = quiet ? "pipe" : "inherit";
    const child = spawn(command, args, { cwd, env, shell, stdio: ["inherit", output, output] });
    /** @type {Buffer[]} */
    const kept = [];
    child.stdout?.on("data", (/** @type {Buffer} */ chunk) => kept.push(chunk));
    child.stderr?.on("data", (/** @type {Buffer} */ chunk) => kept.push(chunk));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code !== 0) process.stderr.write(Buffer.concat(kept));
      resolve(code ?? 1);
    });
  });
}
