import { execFile, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { canPin } from "../../../runner/machine.js";

const run = promisify(execFile);

/**
 * @typedef {object} WrkOptions
 * @property {string} url
 * @property {number} [connections] Default: 64.
 * @property {number} [pipelined] Requests that go out together on a connection. Default: 1.
 * @property {boolean} [close] A new connection for each request. Default: false.
 */

/** How long each measurement lasts: wrk counts in whole seconds. */
const seconds = 1;

/**
 * The load of a second by `wrk`, from one thread on the core that the server doesn't have.
 *
 * @param {WrkOptions} options
 * @returns {Promise<{ requests: number, bytes: number, seconds: number }>} What was answered, and in what time.
 */
export async function wrk({ url, connections = 64, pipelined = 1, close = false }) {
  const args = ["-t1", `-c${String(connections)}`, `-d${String(seconds)}s`];
  args.push("-s", fileURLToPath(new URL("load.lua", import.meta.url)), url, "--", String(pipelined));
  if (close) args.push("close");
  const [program = "", ...rest] = canPin ? ["taskset", "-c", "1", "wrk", ...args] : ["wrk", ...args];
  const { stdout } = await run(program, rest);
  const result = /** @type {Record<string, number> | undefined} */ (
    JSON.parse(/^RESULT (.*)$/m.exec(stdout)?.[1] ?? "null") ?? undefined
  );
  if (result === undefined) throw new Error(`wrk printed no result:\n${stdout}`);
  const { requests = 0, bytes = 0, microseconds = 0, wrong = 0 } = result;
  if (requests === 0 || wrong > 0)
    throw new Error(`${String(wrong)} of ${String(requests)} answers were wrong: ${url}`);
  return { requests, bytes, seconds: microseconds / 1e6 };
}

/** Whether a program is installed. @param {string} name */
export function isInstalled(name) {
  return spawnSync("sh", ["-c", 'command -v "$1"', "sh", name]).status === 0;
}
