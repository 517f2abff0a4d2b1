import { execFile, spawnSync } from "node:child_process";
import { promisify } from "node:util";
import { canPin } from "../../../runner/machine.js";
import { python } from "../peers/python.js";

const run = promisify(execFile);
const seconds = 1;
/** Queries that are under way at a time: dnsperf's own default. */
const outstanding = 100;
/** What even the slowest server has time for, so that what is measured is how long it takes and not how long the queue is. */
const calmRate = 4_000;

/** @typedef {{ port: number, queries: string }} Target Where to ask, and the file that says what. */

/**
 * A second of queries, as many as are answered, from the core that the server doesn't have.
 *
 * @param {Target} target
 * @returns {Promise<{ answered: number, seconds: number }>}
 */
export async function dnsperf(target) {
  const stdout = await runDnsperf(target, ["-q", String(outstanding)]);
  const answered = Number(/Queries completed:\s+(\d+)/.exec(stdout)?.[1]);
  const time = Number(/Run time \(s\):\s+([\d.]+)/.exec(stdout)?.[1]);
  const codes = /Response codes:\s+(.*)/.exec(stdout)?.[1] ?? "";
  if (!(answered > 0) || codes !== `NOERROR ${String(answered)} (100.00%)`) {
    throw new Error(`dnsperf didn't get the answers that it should:\n${stdout}`);
  }
  return { answered, seconds: time };
}

/**
 * The time that 99 of 100 answers took at most, at a rate that leaves the server time.
 *
 * @param {Target} target
 * @returns {Promise<number>} Microseconds.
 */
export async function slowestOfHundred(target) {
  const stdout = await runDnsperf(target, ["-q", String(outstanding), "-Q", String(calmRate), "-v"]);
  const times = [...stdout.matchAll(/^> NOERROR .* ([\d.]+)$/gm)].map((line) => Number(line[1]));
  times.sort((a, b) => a - b);
  const time = times[Math.floor(times.length * 0.99)];
  if (time === undefined) throw new Error(`dnsperf printed no times:\n${stdout}`);
  return time * 1e6;
}

/** @param {Target} target @param {readonly string[]} options */
async function runDnsperf({ port, queries }, options) {
  const args = ["-s", "127.0.0.1", "-p", String(port), "-d", queries, "-l", String(seconds), ...options];
  const [program = "", ...rest] = canPin ? ["taskset", "-c", "1", "dnsperf", ...args] : ["dnsperf", ...args];
  const { stdout } = await run(program, rest, { maxBuffer: 64 * 1_048_576 });
  return stdout;
}

/** Whether a program is installed. @param {string} name */
export function isInstalled(name) {
  return spawnSync("sh", ["-c", 'PATH="$PATH:/usr/sbin"; command -v "$1"', "sh", name]).status === 0;
}

/** Whether Debian's Python has Twisted. */
export function hasTwistedNames() {
  return spawnSync(python, ["-c", "import twisted.names"]).status === 0;
}
